"""A world that goes on by itself: what happens when time passes, moment by moment and in order.

`Resolution.time` lets the hours go by; this plays what came round in them: weather, clocks, what was put off, portents,
quests. A long stretch is cut at every moment at which anything can happen, and each is played as if play had stopped
there, so that one skip and many small steps come to the same world. Dice are keyed by what they are for and by the
moment, never by how it was reached: `weather:<climate>:<day>`, `later:<n>`, `clock:<id>@<minute>`, `quest:<id>`.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from gm.domain.campaign import Clock
from gm.domain.living import Beat, Climate, Quest
from gm.rules.calendars import date_of, is_new_month, is_new_week, minutes_a_day, starts_of_parts
from gm.rules.laters import over, waiting
from gm.rules.quests import CLOSED, deadline_of, knows_quest, next_step, quest_state
from gm.rules.tables import draw
from gm.rules.weather import climate_of
from gm.rules.world import change, clocks_to_fire, goes_by_itself, holds, playing

if TYPE_CHECKING:
    from gm.rules.resolution import Resolution

MOST: Final = 20_000
"""Moments of one stretch that are played; what is left comes with the next."""
_MOST_STEPS: Final = 100
"""Steps that quests and clocks may drive each other on in one moment: two that undo each other end there."""


def live(r: "Resolution") -> None:
    """Play what came round since the world was last played, up to now."""
    campaign = r.campaign
    if not goes_by_itself(campaign, r.world):
        return
    start = campaign.opening.minutes
    end = r.world.number("world", "minutes", start)
    at = r.world.number("world", "lived", start)
    before = r.world
    r.put(change(r.world, "world", "minutes", at))  # what was done was done before the time passed
    _weather(r, at, told=False)
    _happened(r)
    for _ in range(MOST):
        moment = _next(r, at, end)
        if moment is None:
            break
        r.put(change(r.world, "world", "minutes", moment))
        _play(r, moment)
        at = moment
    r.put(change(r.world, "world", "minutes", end))
    r.put(change(r.world, "world", "lived", end if end <= at or _next(r, at, end) is None else at))
    here = climate_of(campaign, r.world.text(f"scene:{r.state.scene.key}", "place", r.state.scene.place))
    if here is not None and before.get(f"climate:{here.id}", "day") is not None:
        weather = r.world.text(f"climate:{here.id}", "weather")
        if weather and weather != before.text(f"climate:{here.id}", "weather"):
            r.notes.append(weather)


def _next(r: "Resolution", at: int, end: int) -> int | None:
    """The next moment after `at`, up to `end`, at which anything can happen."""
    campaign, world = r.campaign, r.world
    a_day = minutes_a_day(campaign.calendar)
    midnight = at - at % a_day
    found = [day + start for day in (midnight, midnight + a_day) for start in starts_of_parts(campaign.calendar)]
    start = campaign.opening.minutes
    for clock in campaign.clocks:
        if clock.every_minutes and (clock.repeats or world.number(f"clock:{clock.id}", "filled") < clock.segments):
            found.append(start + ((at - start) // clock.every_minutes + 1) * clock.every_minutes)
    found += [max(each.due, at + 1) for each in waiting(world)]
    for quest in campaign.quests:
        due = deadline_of(campaign, world, quest)
        found += [due] if due is not None else []
    return min((moment for moment in found if at < moment <= end), default=None)


def _play(r: "Resolution", moment: int) -> None:
    """All that happens at one moment, in a fixed order."""
    campaign = r.campaign
    calendar = campaign.calendar
    a_day = minutes_a_day(calendar)
    number, of_day = divmod(moment, a_day)
    beats: set[Beat] = set()
    if of_day == 0:
        _weather(r, moment, told=True)
        beats |= {"day"}
        beats |= {"week"} if is_new_week(calendar, number) else set()
        beats |= {"month"} if is_new_month(calendar, number) else set()
    starts = starts_of_parts(calendar)
    beats |= {"dawn"} if of_day == starts[1] else set()
    beats |= {"dusk"} if of_day == starts[3] else set()
    for clock in campaign.clocks:
        every = clock.every_minutes
        times = int(bool(every) and (moment - campaign.opening.minutes) % (every or 1) == 0)
        tick(r, clock, times + len(beats.intersection(clock.on)))
    for each in waiting(r.world):
        if each.due <= moment:
            r.put(over(r.world, each.number))
            r.notes += [each.text] if each.text else []
            r.apply(each.effects, f"later:{each.number}", _somebody(r), authored=each.authored)
    settle(r, moment)


def _happened(r: "Resolution") -> None:
    """Clocks that move by what was done in this turn, and what follows from it."""
    moments: list[Beat] = [
        "failure" for check in r.checks if not check.success and r.campaign.character(check.character) is not None
    ]
    paths = {(each.entity, each.path.partition("/")[0]) for each in r.changes}
    moments += ["rest"] if any(path == "rested" for _, path in paths) else []
    moments += ["travel"] if ("world", "road") in paths else []
    moments += ["session"] if r.session_opens else []
    for clock in r.campaign.clocks:
        tick(r, clock, sum(each in clock.on for each in moments))
    settle(r, r.world.number("world", "minutes", r.campaign.opening.minutes))


def tick(r: "Resolution", clock: Clock, times: int) -> None:
    """Move a clock by itself, if its time is now."""
    filled = r.world.number(f"clock:{clock.id}", "filled")
    after = min(clock.segments, filled + times)
    if after > filled and holds(clock.when, r.campaign, r.world):
        r.put(change(r.world, f"clock:{clock.id}", "filled", after))


def settle(r: "Resolution", moment: int) -> None:
    """Let full clocks go off, portents show, and quests go on, until nothing follows from anything any more."""
    for step in range(_MOST_STEPS):
        fired = _fire(r, moment, step)
        _portents(r)
        if not (_quests(r) or fired):
            return


def _fire(r: "Resolution", moment: int, step: int) -> bool:
    fired = clocks_to_fire(r.campaign, r.world)
    for clock in fired:
        entity = f"clock:{clock.id}"
        r.put(change(r.world, entity, *(("filled", 0) if clock.repeats else ("fired", True))))
        r.notes += [clock.on_full] if clock.on_full else []
        purpose = f"{entity}@{moment}.{step}" if clock.repeats else entity
        r.apply(clock.effects, purpose, _somebody(r), authored=True)
    return bool(fired)


def _portents(r: "Resolution") -> None:
    """What people notice of dangers as they come nearer: each once, in order."""
    for front in r.campaign.fronts:
        clocks = [clock for name in front.clocks if (clock := r.campaign.clock(name)) is not None]
        if not front.unfolds or not clocks:
            continue
        near = max(_filled(r, clock) * len(front.portents) // clock.segments for clock in clocks)
        shown = r.world.number(f"front:{front.id}", "shown")
        if near > shown:
            r.notes += front.portents[shown:near]
            r.put(change(r.world, f"front:{front.id}", "shown", near))


def _filled(r: "Resolution", clock: Clock) -> int:
    if r.world.is_set(f"clock:{clock.id}", "fired"):
        return clock.segments
    return min(clock.segments, r.world.number(f"clock:{clock.id}", "filled"))


def _quests(r: "Resolution") -> bool:
    """One step of every quest that has one to take, and what comes of those that are over."""
    stepped = False
    for quest in r.campaign.quests:
        who = [c for c in r.state_now().present() if r.campaign.character(c)] or playing(r.campaign, r.world)
        made = next_step(r.campaign, r.world, quest, who)
        r.put(made)
        stepped = stepped or bool(made)
        state = quest_state(r.world, quest.id)
        if state in CLOSED and not r.world.is_set(f"quest:{quest.id}", "settled"):
            r.put(change(r.world, f"quest:{quest.id}", "settled", True))
            _closed(r, quest, finished=state == "finished")
            stepped = True
    return stepped


def _closed(r: "Resolution", quest: Quest, *, finished: bool) -> None:
    here = [c for c in r.state_now().present() if r.campaign.character(c)]
    text = quest.finished_text if finished else quest.failed_text
    if text and here and all(knows_quest(r.world, c, quest.id) for c in here):
        r.notes.append(text)
    r.apply(quest.on_finish if finished else quest.on_fail, f"quest:{quest.id}", _somebody(r), authored=True)


def _weather(r: "Resolution", moment: int, *, told: bool) -> None:
    """The weather of the day, for every climate that does not have it yet."""
    date = date_of(r.campaign.calendar, moment)
    for climate in r.campaign.climates:
        entity = f"climate:{climate.id}"
        if r.world.get(entity, "day") == date.number or (not told and r.world.get(entity, "day") is not None):
            continue
        table = climate.seasons.get(date.season.id, climate.table) if date.season is not None else climate.table
        _turned(r, climate, table, date.number)


def _turned(r: "Resolution", climate: Climate, table: str, day: int) -> None:
    entity = f"climate:{climate.id}"
    r.put(change(r.world, entity, "day", day))
    if r.campaign.table(table) is None:
        return
    drawn = draw(r.campaign, r.world, r.dice, table, f"weather:{climate.id}:{day}")
    r.rolls += drawn.rolls
    r.put(change(r.world, entity, "weather", drawn.text or None))
    r.apply(drawn.effects, f"weather:{climate.id}:{day}", _somebody(r), authored=True)


def _somebody(r: "Resolution") -> str:
    """Who `actor` is where nobody acts: the first of the party."""
    party: Iterable[str] = playing(r.campaign, r.world)
    return next(iter(party), r.campaign.characters[0].id if r.campaign.characters else "")
