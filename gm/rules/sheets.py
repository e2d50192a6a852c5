"""A character's numbers as they stand: sheets, bonuses, and words for health and mood."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

from gm.domain.brief import SheetView
from gm.domain.campaign import Campaign, Sheet
from gm.domain.errors import NotFound
from gm.domain.own import OwnCharacter
from gm.domain.play import SceneState
from gm.domain.state import WorldState
from gm.rules.lexicon import kept

MOODS: Final = ("hostile", "cold", "wary", "neutral", "warm", "loyal", "devoted")
"""How somebody feels about the party, from −3 to +3."""


def sheet_in(campaign: Campaign, character_id: str) -> Sheet:
    """The authored sheet of a player character or NPC.

    Raises:
        NotFound: nobody in the campaign has that id.
    """
    person = campaign.anyone(character_id)
    if person is None:
        raise NotFound(f"nobody here is called {character_id!r}")
    return person.sheet


def held(world: WorldState, entity: str) -> dict[str, int]:
    """Items of a character or place, id → quantity above 0, by id."""
    found = world.under(entity, "item")
    return {item: count for item, count in sorted(found.items()) if isinstance(count, int) and count > 0}


def skill_bonus(state: SceneState, character_id: str, skill_id: str, *, world: WorldState | None = None) -> int:
    """What is added to the die: attribute, training, and each kind of item carried that helps with the skill.

    Raises:
        NotFound: no such character or skill.
    """
    campaign = state.campaign
    sheet = sheet_in(campaign, character_id)
    skill = campaign.ruleset.skill(skill_id)
    if skill is None:
        raise NotFound(f"the rules know no skill {skill_id!r}")
    trained = campaign.ruleset.training.get(sheet.skills.get(skill_id, 0), 0)
    carried = held(world or state.world, f"character:{character_id}")
    helped = sum(item.bonus.get(skill_id, 0) for item in campaign.items if item.id in carried)
    return sheet.attributes.get(skill.attribute, 0) + trained + helped


def conditions_of(world: WorldState, character_id: str) -> tuple[str, ...]:
    """Ids of the conditions that a character has, sorted."""
    return tuple(sorted(name for name, on in world.under(f"character:{character_id}", "condition").items() if on))


@dataclass(frozen=True, slots=True)
class _Frame:
    """What of a character's sheet does not change in play."""

    name: str
    is_pc: bool
    sheet: Sheet
    attributes: tuple[tuple[str, int], ...]
    concept: str
    player: str
    skills: tuple[tuple[str, str, int], ...]
    """With training and attribute, without what is carried."""


def _frame(campaign: Campaign, character_id: str) -> _Frame:
    sheet, rules = sheet_in(campaign, character_id), campaign.ruleset
    person = campaign.anyone(character_id)
    own = person if isinstance(person, OwnCharacter) else None
    return _Frame(
        person.name if person else character_id,
        campaign.character(character_id) is not None,
        sheet,
        tuple((each.name, sheet.attributes.get(each.id, 0)) for each in rules.attributes),
        own.concept if own else "",
        own.owner if own else "",
        tuple(
            (
                each.id,
                each.name,
                sheet.attributes.get(each.attribute, 0) + rules.training.get(sheet.skills.get(each.id, 0), 0),
            )
            for each in rules.skills
        ),
    )


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
    frame = kept(campaign, f"sheet:{character_id}", lambda: _frame(campaign, character_id))
    known = kept(campaign, "items by id", lambda: {item.id: item for item in campaign.items})
    entity = f"character:{character_id}"
    items = held(world, entity)
    helped: Counter[str] = Counter()
    for item in items:
        if item in known:
            helped.update(known[item].bonus)
    max_hp = world.number(entity, "max_hp", frame.sheet.max_hp)
    labels = ((name, rules.condition(name)) for name in conditions_of(world, character_id))
    return SheetView(
        id=character_id,
        name=frame.name,
        is_pc=frame.is_pc,
        hp=world.number(entity, "hp", max_hp),
        max_hp=max_hp,
        defence=frame.sheet.defence,
        attributes=frame.attributes,
        skills=tuple((skill, name, bonus + helped[skill]) for skill, name, bonus in frame.skills),
        resources=tuple((r.name, world.number(entity, f"resource/{r.id}"), r.maximum) for r in rules.resources),
        items=tuple((item, known[item].name if item in known else item, count) for item, count in items.items()),
        conditions=tuple(rule.name if rule else name for name, rule in labels),
        came_from=came_from(campaign, world, character_id) if frame.is_pc else "",
        concept=frame.concept,
        player=frame.player,
    )


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
