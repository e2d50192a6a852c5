"""A fight as the adjudicator is told of it: who stands where, and what each who speaks may do, ready to be copied."""

import json
from collections.abc import Iterator, Mapping, Set
from typing import Final

from gm.domain.encounter import Combatant, EncounterView, LegalAction
from gm.domain.ruling_brief import RulingBrief

MOST_CHOICES: Final = 40
"""Legal actions of one character that are written out."""
_MARKS: Final[Mapping[str, str]] = {
    "helped": "helped by a friend (advantage on the next attack)",
    "hidden": "hidden (advantage on the next attack)",
    "dodging": "on guard (harder to hit)",
    "surprised": "taken unawares",
}
"""What the engine holds of somebody for a moment, as the adjudicator reads it."""


def combatant_lines(fight: EncounterView) -> tuple[str, ...]:
    """Those who fight, in the order in which they act, a line each."""
    known = {each.id: each for each in fight.combatants}
    return tuple(_line(known[who], fight.zones) for who in fight.order if who in known)


def _line(each: Combatant, zones: tuple[str, ...]) -> str:
    where = zones[each.zone] if 0 <= each.zone < len(zones) else "the field"
    state = "" if each.status == "active" else f", {each.status}"
    held = f", {', '.join(each.conditions)}" if each.conditions else ""
    numbers = f"hp {each.hp}/{each.max_hp}, defence {each.defence}"
    marks = "".join(f", {words}" for mark, words in _MARKS.items() if getattr(each, mark))
    return f"{each.id} ({each.name}, {each.side}): {numbers}, {where}{held}{marks}{state}"


def choices(brief: RulingBrief) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(character, their legal actions as JSON): what `action` may be."""
    spells = {spell.id: spell.summary for spell in brief.campaign.ruleset.spells}
    return tuple((who, _lines(actions[:MOST_CHOICES], spells)) for who, actions in brief.legal)


def _lines(actions: tuple[LegalAction, ...], spells: Mapping[str, str]) -> tuple[str, ...]:
    """A line for each action, whomever it may be aimed at; with a spell, what it is."""
    found: dict[str, list[LegalAction]] = {}
    for legal in actions:
        found.setdefault(_json(legal, {"targets", "zone"} if len(legal.action.targets) < 2 else set()), []).append(
            legal
        )
    return tuple(line for same in found.values() for line in _merged(same, spells))


def _merged(same: list[LegalAction], spells: Mapping[str, str]) -> Iterator[str]:
    spell = spells.get(same[0].action.spell or "", "")
    said = f"  ({spell})" if spell else ""
    aimed = list(dict.fromkeys(each.action.targets[0] for each in same if len(each.action.targets) == 1))
    if len(aimed) == len(same) > 1 and not any(each.action.zone for each in same):
        one = "|".join(aimed)
        yield _json(same[0]).replace(f'"targets":["{aimed[0]}"]', f'"targets":["{one}"]') + said
    else:
        yield from (_json(each) + said for each in same)


def _json(legal: LegalAction, without: Set[str] = frozenset()) -> str:
    given = legal.action.model_dump(mode="json", exclude_defaults=True, exclude=set(without))
    return json.dumps({"kind": legal.action.kind, **given}, ensure_ascii=False, separators=(",", ":"))
