"""Where spans of turns end: what is over, and not summarised yet. Pure.

A cut depends on what lies before it and at most `RETURN` turns after it, so a span that is over stays so while turns
are added. What undo or erasing has taken out of the middle is cut anew, between what still stands.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import groupby
from typing import Final

from gm.domain.chronicle import Level, Mark, Span

SHORTEST: Final = 8
"""Turns of a scene before a change of place ends it: a party that hurries through five rooms is in one scene."""
LONGEST: Final = 40
"""Turns after which a scene ends wherever it is played."""
RETURN: Final = 3
"""A place is left for good when the party is not back within so many turns."""
SCENES: Final = 12
"""Scenes after which a session's summary is due although the sitting goes on: play by post may never close one."""
SESSIONS: Final = 8
"""Sessions that make an arc."""


def scene_spans(marks: Sequence[Mark], covered: Sequence[Span] = ()) -> tuple[Span, ...]:
    """Scenes that are over, of turns by number in which no span of `covered` lies. Between two covered spans nothing
    can follow: what stands there is over."""
    found: list[Span] = []
    for run in _runs(marks, covered):
        followed = any(span.first_number > run[-1].number for span in covered)
        start = 0
        for at in range(len(run)):
            if _ends(run, start, at, followed):
                found.append(_scene(run[start : at + 1]))
                start = at + 1
    return tuple(found)


def _runs(marks: Sequence[Mark], covered: Sequence[Span]) -> list[Sequence[Mark]]:
    """Turns in a row, without those that are covered."""
    firsts = sorted(span.first_number for span in covered)
    free = [mark for mark in marks if not any(span.holds(mark.number) for span in covered)]
    return [list(run) for _, run in groupby(free, lambda mark: sum(first < mark.number for first in firsts))]


def _ends(run: Sequence[Mark], start: int, at: int, followed: bool) -> bool:
    """Whether the scene that began at `start` is over after the turn at `at`."""
    here, size = run[at], at - start + 1
    later = run[at + 1 : at + 1 + RETURN]
    decided = len(later) == RETURN and all(mark.sitting == here.sitting for mark in later)
    if here.ending or (size >= LONGEST and decided):
        return True
    if at + 1 == len(run):
        return here.over or followed
    if run[at + 1].sitting != here.sitting:
        return True
    if size < SHORTEST or run[at + 1].place == here.place:
        return False
    before = run[max(start, at + 1 - RETURN) : at + 1]
    stayed = all(mark.place == here.place for mark in before)  # an errand of a turn or two is no scene
    return decided and stayed and all(mark.place != here.place for mark in later)


def _scene(marks: Sequence[Mark]) -> Span:
    first, last = marks[0], marks[-1]
    return Span("scene", first.number, last.number, first.seq, last.seq, len(marks), last.turn_id, last.sitting)


def session_spans(
    scenes: Sequence[Span],
    covered: Sequence[Span] = (),
    *,
    closed: Collection[int] = (),
    loose: Sequence[Mark] = (),
    ending: int | None = None,
) -> tuple[Span, ...]:
    """Sessions that are over: the scenes of one sitting, of those that stand and lie in no session yet.

    `closed`: sittings that are; `loose`: turns that lie in no scene yet, which their session waits for; `ending`: the
    commit in which the story came to an end.
    """

    def ends(span: Span, following: Span | None) -> bool:
        if following is not None:
            return following.sitting != span.sitting or _has(span, ending)
        waits = any(mark.sitting == span.sitting and mark.number > span.last_number for mark in loose)
        return (span.sitting in closed or _has(span, ending)) and not waits

    return _grouped("session", scenes, covered, SCENES, ends, [mark.number for mark in loose])


def arc_spans(
    sessions: Sequence[Span],
    covered: Sequence[Span] = (),
    *,
    loose: Sequence[int] = (),
    ending: int | None = None,
) -> tuple[Span, ...]:
    """Arcs that are over: `SESSIONS` sessions, or as many as there are up to the end of the story. `loose`: turns that
    lie in no session yet."""
    return _grouped("arc", sessions, covered, SESSIONS, lambda span, _: _has(span, ending), loose)


def _has(span: Span, seq: int | None) -> bool:
    return seq is not None and span.first_seq <= seq <= span.last_seq


def _grouped(
    level: Level,
    parts: Sequence[Span],
    covered: Sequence[Span],
    most: int,
    ends: Callable[[Span, Span | None], bool],
    loose: Sequence[int],
) -> tuple[Span, ...]:
    """The parts that lie in no span of `covered`, in groups that are over. A group with a gap in it waits."""
    found: list[Span] = []
    free = [span for span in parts if not any(whole.holds(span.first_number) for whole in covered)]
    group: list[Span] = []
    for at, span in enumerate(free):
        group.append(span)
        following = free[at + 1] if at + 1 < len(free) else None
        until = following.first_number if following is not None else FOREVER
        between = any(span.last_number < whole.first_number < until for whole in covered)
        if ends(span, following) or between or len(group) == most:
            if not any(group[0].first_number < number < span.last_number for number in loose):
                found.append(_whole(level, group))
            group = []
    return tuple(found)


FOREVER: Final = 2**62


def _whole(level: Level, group: Sequence[Span]) -> Span:
    first, last = group[0], group[-1]
    turns = sum(span.turns for span in group)
    return Span(
        level,
        first.first_number,
        last.last_number,
        first.first_seq,
        last.last_seq,
        turns,
        last.last_turn,
        last.sitting,
    )
