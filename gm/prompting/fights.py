"""A fight as the adjudicator is told of it: who stands where, and what each who speaks may do, ready to be copied."""

import json
from typing import Final

from gm.domain.brief import RulingBrief
from gm.domain.encounter import Combatant, EncounterView, LegalAction

MOST_CHOICES: Final = 40
"""Legal actions of one character that are written out."""


def combatant_lines(fight: EncounterView) -> tuple[str, ...]:
    """Those who fight, in the order in which they act, a line each."""
    known = {each.id: each for each in fight.combatants}
    return tuple(_line(known[who], fight.zones) for who in fight.order if who in known)


def _line(each: Combatant, zones: tuple[str, ...]) -> str:
    where = zones[each.zone] if 0 <= each.zone < len(zones) else "the field"
    state = "" if each.status == "active" else f", {each.status}"
    held = f", {', '.join(each.conditions)}" if each.conditions else ""
    numbers = f"hp {each.hp}/{each.max_hp}, defence {each.defence}"
    return f"{each.id} ({each.name}, {each.side}): {numbers}, {where}{held}{state}"


def choices(brief: RulingBrief) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """(character, their legal actions as JSON): what `action` may be."""
    return tuple((who, tuple(_json(each) for each in actions[:MOST_CHOICES])) for who, actions in brief.legal)


def _json(legal: LegalAction) -> str:
    given = legal.action.model_dump(mode="json", exclude_defaults=True)
    return json.dumps({"kind": legal.action.kind, **given}, ensure_ascii=False, separators=(",", ":"))
