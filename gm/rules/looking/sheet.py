"""Somebody's sheet as it stands: numbers, skills, what they carry, what lasts on them, what they can cast."""

from collections.abc import Iterator

from gm.domain.campaign import Npc, PlayerCharacter
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState
from gm.domain.ruling_brief import SheetView
from gm.rules.looking.found import Found, Named, find, nothing
from gm.rules.sheets import sheet_of

Person = PlayerCharacter | Npc


def sheet_text(state: SceneState, name: str) -> Found:
    """The sheet of whoever is called so, present or not."""
    campaign = state.campaign
    playing = (pc for pc in campaign.characters if state.is_playing(pc.id))
    everyone: list[Person] = [*playing, *campaign.npcs]
    people = [Named(who.id, (who.name, *who.aliases), who) for who in everyone]
    hits = find(people, name)
    if not hits:
        return nothing("character", name, people)
    owners = tuple(each.what.owner for each in hits if isinstance(each.what, OwnCharacter))
    return Found("\n".join(row for each in hits[:2] for row in _rows(state, sheet_of(state, each.id))), owners)


def _rows(state: SceneState, sheet: SheetView) -> Iterator[str]:
    entity = f"character:{sheet.id}"
    yield f"{sheet.id} ({sheet.name}): hp {sheet.hp}/{sheet.max_hp}, defence {sheet.defence}"
    yield "Attributes: " + ", ".join(f"{name} {value:+d}" for name, value in sheet.attributes)
    yield "Skills: " + ", ".join(f"{skill} {bonus:+d}" for skill, _, bonus in sheet.skills)
    items = ", ".join(f"{item} ×{count}" if count > 1 else item for item, _, count in sheet.items)
    yield f"Carries: {items or 'nothing'}"
    if sheet.resources:
        yield "Has: " + ", ".join(
            f"{name} {now}{f'/{most}' if most is not None else ''}" for name, now, most in sheet.resources if most != 0
        )
    if sheet.conditions:
        ends = state.world.under(entity, "until")
        lasting = [f"{name} until {end}" for name, end in sorted(ends.items())]
        yield f"Conditions: {', '.join(sheet.conditions)}" + (f" ({'; '.join(lasting)})" if lasting else "")
    if state.campaign.ruleset.spells:
        yield f"Spells: {', '.join(sheet.spells) or 'none'}"
