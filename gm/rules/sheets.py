"""A character's numbers as they stand: sheets, bonuses, and words for health and mood."""

from typing import Final

from gm.domain.campaign import Campaign, Npc, Sheet
from gm.domain.errors import NotFound
from gm.domain.formula import name_in_formulas
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState
from gm.domain.ruling_brief import SheetView
from gm.domain.state import WorldState
from gm.rules.classes import powers_of, spells_of
from gm.rules.lexicon import kept
from gm.rules.numbers import Numbers, condition_levels, held

__all__ = ["Numbers", "conditions_of", "defence_of", "held", "numbers_of", "sheet_in", "sheet_of", "skill_bonus"]

MOODS: Final = ("hostile", "cold", "wary", "neutral", "warm", "loyal", "devoted")
"""How somebody feels about the party, from −3 to +3."""


def sheet_in(campaign: Campaign, character_id: str) -> Sheet:
    """The authored sheet of a player character or NPC.

    Raises:
        NotFound: nobody in the campaign has that id.
    """
    person = campaign.anyone(character_id)
    if person is None:
        raise NotFound(f"nobody here is called {character_id!r}", key="reach.nobody")
    return person.sheet


def numbers_of(campaign: Campaign, world: WorldState, character_id: str) -> Numbers:
    """All numbers of a character as they stand.

    Raises:
        NotFound: nobody in the campaign has that id.
    """
    return Numbers(campaign, world, character_id, sheet_in(campaign, character_id))


def skill_bonus(state: SceneState, character_id: str, skill_id: str, *, world: WorldState | None = None) -> int:
    """The whole bonus of a skill: attribute, training, and each kind of item carried that helps with it.

    Raises:
        NotFound: no such character or skill.
    """
    return numbers_of(state.campaign, world or state.world, character_id).skill(skill_id)


def defence_of(numbers: Numbers) -> int:
    """How hard someone is to hit: the kit's derived number `defence`, where it has one, else what the sheet says."""
    return numbers["defence"] if numbers.ruleset.has_derived("defence") else numbers["base_defence"]


def conditions_of(world: WorldState, character_id: str) -> tuple[str, ...]:
    """Ids of the conditions that a character has, sorted."""
    return tuple(condition_levels(world, character_id))


def came_from(campaign: Campaign, world: WorldState, character_id: str) -> str:
    """Where a character was before: as it was noted when they walked, else the only neighbouring place that the party
    has visited; '' if neither tells."""
    entity = f"character:{character_id}"
    known = world.text(entity, "came_from")
    here = campaign.place(world.text(entity, "place"))
    if known or here is None:
        return known
    visited = {way.to for way in here.exits if world.is_set(f"place:{way.to}", "visited")}
    return visited.pop() if len(visited) == 1 else ""


def sheet_of(state: SceneState, character_id: str) -> SheetView:
    """The character's numbers as they stand in `state.world`.

    Raises:
        NotFound: nobody in the campaign has that id.
    """
    campaign, world, rules = state.campaign, state.world, state.campaign.ruleset
    numbers = numbers_of(campaign, world, character_id)
    person = campaign.anyone(character_id)
    known = kept(campaign, "items by id", lambda: {item.id: item for item in campaign.items})
    own = person if isinstance(person, OwnCharacter) else None
    is_pc = campaign.character(character_id) is not None
    items = held(world, f"character:{character_id}")
    labels = ((name, rules.condition(name)) for name in numbers.conditions)
    return SheetView(
        id=character_id,
        name=person.name if person else character_id,
        is_pc=is_pc,
        hp=numbers["hp"],
        max_hp=numbers["max_hp"],
        defence=person.sheet.defence if isinstance(person, Npc) and person.kind else defence_of(numbers),
        attributes=tuple((each.name, numbers[name_in_formulas(each.id)]) for each in rules.attributes),
        skills=tuple((each.id, each.name, numbers.skill(each.id)) for each in rules.skills),
        resources=_counted(numbers),
        items=tuple((item, known[item].name if item in known else item, count) for item, count in items.items()),
        conditions=tuple(rule.name if rule else name for name, rule in labels),
        came_from=came_from(campaign, world, character_id) if is_pc else "",
        concept=own.concept if own else "",
        pronouns=person.pronouns if person and is_pc else "",
        player=own.owner if own else "",
        calling=next((each.name for each in rules.classes if each.id == numbers.sheet.class_), ""),
        level=numbers.level if is_pc and rules.advancement.levels else None,
        spells=(*spells_of(rules, numbers.sheet, numbers.level), *powers_of(rules, numbers.sheet, numbers.level)),
    )


def _counted(numbers: Numbers) -> tuple[tuple[str, int, int | None], ...]:
    """(name, left, most) of what somebody can have at all: no slots for those who have none."""
    every = ((r.name, numbers[name_in_formulas(r.id)], numbers.maximum(r.id)) for r in numbers.ruleset.resources)
    return tuple(each for each in every if each[1] or each[2] != 0)


def health_word(hp: int, max_hp: int, status: str) -> str:
    """How hurt someone looks: unhurt, bruised, wounded, badly wounded, down or dead."""
    if status in ("down", "dead"):
        return status
    if hp <= 0:
        return "down"
    share = hp / max(max_hp, 1)
    if share >= 1:
        return "unhurt"
    if share > 2 / 3:
        return "bruised"
    return "wounded" if share > 1 / 3 else "badly wounded"


def mood_word(attitude: int) -> str:
    """How someone feels about the party, −3 to +3, in one word."""
    return MOODS[max(-3, min(3, attitude)) + 3]
