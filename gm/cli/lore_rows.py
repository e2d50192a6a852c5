"""Lore as lines and as JSON: what a character knows of it, everything for a game master, what a text calls up."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gm.lore.campaign import Listed
from gm.play.lore_desk import Tried
from gm.play.lore_view import Tended

_FOR = {"gm": "game master only", "party": "the party's", "everyone": ""}
_TIMERS = {"sticky": "stays for {left} more", "cooldown": "rests for {left} more", "matched": "came up once"}


def entry_rows(entry: Listed) -> Iterator[str]:
    """One entry, whole."""
    yield entry.title
    yield f"  {entry.text}"


def list_rows(entries: Sequence[Listed], *, name: str) -> Iterator[str]:
    """What somebody knows, by title."""
    if not entries:
        yield f"{name} has met nothing yet that is worth keeping in mind. It comes with the story."
        return
    yield f"What {name} knows:"
    yield from (f"  · {entry.title}" for entry in entries)


def tended_rows(all_: Sequence[Tended], *, whole: bool = False) -> Iterator[str]:
    """Everything, for a game master: what came up, lasts or is switched; with `whole` all other entries, too."""
    off = sum(each.off for each in all_)
    yield f"{len(all_):,} entries, {off} switched off" if off else f"{len(all_):,} entries"
    busy = [each for each in all_ if each.turn or each.timers or each.forced or each.off]
    shown = all_ if whole else sorted(busy, key=lambda each: -each.turn)
    if not shown:
        yield "  No lore came up in the last turns."
    for each in shown:
        yield f"  {tended_row(each)}"


def tended_row(each: Tended) -> str:
    """`old-tib, Old Tib (game master only, switched off): turn 12, "bell" was mentioned`."""
    marks = [_FOR[each.entry.audience]] if _FOR[each.entry.audience] else []
    marks += ["always there"] if each.entry.standing else []
    marks += ["switched off"] if each.off else []
    marks += ["comes in the next beat"] if each.forced else []
    marks += [_TIMERS[kind].format(left=left) for kind, left in each.timers]
    said = f" ({', '.join(marks)})" if marks else ""
    when = f": turn {each.turn}, {'' if each.came else 'kept out: '}{each.why}" if each.turn else ""
    return f"{each.entry.id}, {each.entry.title}{said}{when}"


def tried_rows(found: Iterable[Tried]) -> Iterator[str]:
    """What a text calls up, why; and what it calls up in vain."""
    nothing = True
    for each in found:
        nothing = nothing and each.standing
        secret = f" ({_FOR[each.entry.audience]})" if _FOR[each.entry.audience] else ""
        verb = "always there" if each.standing else "comes up" if each.came else "kept out"
        yield f"{verb}: {each.entry.id}, {each.entry.title}{secret}" + ("" if each.standing else f": {each.why}")
    if nothing:
        yield "Nothing comes up."


def entry_json(entry: Listed) -> dict[str, Any]:
    """An entry that its reader may know."""
    return {"id": entry.id, "title": entry.title, "text": entry.text, "book": entry.book}


def tended_json(each: Tended) -> dict[str, Any]:
    """An entry with all that a game master sees."""
    return entry_json(each.entry) | {
        "audience": each.entry.audience,
        "keys": list(each.entry.keys),
        "constant": each.entry.standing,
        "off": each.off,
        "next": each.forced,
        "timers": [{"kind": kind, "left": left} for kind, left in each.timers],
        "turn": each.turn or None,
        "came": each.came,
        "why": each.why,
    }


def tried_json(each: Tried) -> dict[str, Any]:
    """What a text makes of an entry."""
    return {
        "id": each.entry.id,
        "title": each.entry.title,
        "audience": each.entry.audience,
        "came": each.came,
        "constant": each.standing,
        "why": each.why,
    }
