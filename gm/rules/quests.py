"""Quests: offered, taken, finished or failed, by effects and by what has become true. Pure."""

from collections.abc import Iterable
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.conditions import Condition
from gm.domain.effects import Change, ChangeQuest
from gm.domain.living import Quest
from gm.domain.state import WorldState
from gm.rules.calendars import minutes_a_day
from gm.rules.ground import Ground
from gm.rules.world import change, holds, playing

CLOSED: Final = frozenset({"finished", "failed"})
_NEVER: Final = Condition()


def quest_state(world: WorldState, quest_id: str) -> str:
    """offered, taken, finished or failed; '' before it was offered."""
    return world.text(f"quest:{quest_id}", "state")


def knows_quest(world: WorldState, character: str, quest_id: str) -> bool:
    """Whether this character was there when it was offered."""
    return world.is_set(f"quest:{quest_id}", f"known/{character}")


def change_quest(ground: Ground, effect: ChangeQuest) -> Iterable[Change]:
    """A quest goes on.

    Raises:
        EffectError: there is no such quest or objective, or it is over already.
    """
    quest = ground.campaign.quest(effect.quest)
    if quest is None:
        raise ground.refusal("unknown", name=effect.quest)
    if quest_state(ground.world, quest.id) in CLOSED:
        raise ground.refusal("done_already")
    here = [c for c in ground.present if ground.campaign.character(c)]
    who = here or list(playing(ground.campaign, ground.world))
    if effect.objective is not None:
        if all(each.id != effect.objective for each in quest.objectives):
            raise ground.refusal("unknown", name=effect.objective)
        yield from change(ground.world, f"quest:{quest.id}", f"objective/{effect.objective}", True)
    if effect.to is not None:
        yield from come_to(ground.campaign, ground.world, quest, effect.to, who)


def come_to(campaign: Campaign, world: WorldState, quest: Quest, state: str, who: Iterable[str]) -> tuple[Change, ...]:
    """The changes that bring a quest into a state; these know of it from then on."""
    entity = f"quest:{quest.id}"
    made = list(change(world, entity, "state", state))
    if made:
        made += change(world, entity, "since", world.number("world", "minutes", campaign.opening.minutes))
    for character in who:
        made += change(world, entity, f"known/{character}", True)
    return tuple(made)


def deadline_of(campaign: Campaign, world: WorldState, quest: Quest) -> int | None:
    """The minute at which a quest that was taken fails; None: it has time."""
    if not quest.days or quest_state(world, quest.id) != "taken":
        return None
    return world.number(f"quest:{quest.id}", "since") + quest.days * minutes_a_day(campaign.calendar)


def next_step(campaign: Campaign, world: WorldState, quest: Quest, who: Iterable[str]) -> tuple[Change, ...]:
    """What has become of a quest by itself; nothing where it stands as it should. One step at a time."""
    state, entity = quest_state(world, quest.id), f"quest:{quest.id}"

    def true(condition: Condition) -> bool:
        return condition != _NEVER and holds(condition, campaign, world)

    if state in CLOSED:
        return ()
    if not state:
        return come_to(campaign, world, quest, "offered", who) if true(quest.offered) else ()
    for each in quest.objectives:
        if not is_done(world, quest.id, each.id) and true(each.done):
            return change(world, entity, f"objective/{each.id}", True)
    due = deadline_of(campaign, world, quest)
    late = due is not None and world.number("world", "minutes", campaign.opening.minutes) >= due
    if _is_achieved(world, quest):
        return come_to(campaign, world, quest, "finished", ())
    if true(quest.failed) or late:
        return come_to(campaign, world, quest, "failed", ())
    if state == "offered" and true(quest.taken):
        return come_to(campaign, world, quest, "taken", ())
    return ()


def is_done(world: WorldState, quest_id: str, objective: str) -> bool:
    """Whether an objective has been done."""
    return world.is_set(f"quest:{quest_id}", f"objective/{objective}")


def _is_achieved(world: WorldState, quest: Quest) -> bool:
    needed = [each.id for each in quest.objectives if not each.optional]
    return bool(needed) and all(is_done(world, quest.id, each) for each in needed)
