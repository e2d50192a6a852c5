"""Lore as cards: what a character has met, one entry, everything for a game master. Pure; filtered by whoever calls."""

from collections.abc import Sequence
from typing import Final

from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.lore.campaign import Listed
from gm.lore.reasons import reason_of
from gm.play.lore_view import Tended

_MOST: Final = 60
"""Titles on a card; a long book is searched."""
_MOST_TENDED: Final = 30


def reason_said(speech: Speech, why: str) -> str:
    """Why an entry came up or was kept out, in the reader's language."""
    found = reason_of(why)
    return why if found is None else speech(f"lore.reason.{found[0]}", **found[1])


def known_card(speech: Speech, name: str, entries: Sequence[Listed]) -> Card:
    """What somebody has met, by title."""
    rows = tuple(f"• {entry.title}" for entry in entries[:_MOST])
    more = len(entries) - len(rows)
    rows += (speech("lore.more", count=more),) if more > 0 else ()
    return Card(speech("lore.title", name=name), rows, footer=speech("lore.how"), accent="desk")


def entry_card(entry: Listed) -> Card:
    """One entry, whole."""
    return Card(entry.title, (entry.text,), footer=entry.book, accent="desk")


def tended_card(speech: Speech, all_: Sequence[Tended], *, words: str) -> Card:
    """Every entry's number, and those that came up, last, or are switched; with `words` those that hold them."""
    off = sum(each.off for each in all_)
    busy = [each for each in all_ if words or each.turn or each.timers or each.forced or each.off]
    busy.sort(key=lambda each: -each.turn)
    rows = [speech("lore.counts", count=len(all_), off=off)]
    rows += [_tended(speech, each) for each in busy[:_MOST_TENDED]] or [speech("lore.quiet")]
    rows += [speech("lore.more", count=len(busy) - _MOST_TENDED)] if len(busy) > _MOST_TENDED else []
    return Card(speech("lore.all"), tuple(rows), footer=speech("lore.tend"), accent="desk")


def tended_entry_card(speech: Speech, each: Tended) -> Card:
    """One entry with all that a game master sees."""
    keys = ", ".join(each.entry.keys) or "-"
    rows = (_tended(speech, each), speech("lore.keys", keys=keys), each.entry.text)
    return Card(each.entry.title, rows, footer=each.entry.book or speech("lore.tend"), accent="desk")


def _tended(speech: Speech, each: Tended) -> str:
    marks = [] if each.entry.audience == "everyone" else [speech(f"lore.for.{each.entry.audience}")]
    marks += [speech("lore.always")] if each.entry.standing else []
    marks += [speech("lore.is_off")] if each.off else []
    marks += [speech("lore.is_next")] if each.forced else []
    marks += [speech(f"lore.timer.{kind}", count=left) for kind, left in each.timers]
    said = f" ({', '.join(marks)})" if marks else ""
    if not each.turn:
        return f"• **{each.entry.title}**{said}"
    key = "came" if each.came else "kept_out"
    when = speech(f"lore.{key}", turn=each.turn, why=reason_said(speech, each.why))
    return f"• **{each.entry.title}**{said}\n-# {when}"
