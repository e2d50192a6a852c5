"""Quests as people see them: what a character was offered, how far it is, what is left to do. Pure."""

from dataclasses import dataclass
from typing import Final, cast

from gm.domain.brief import ChangeView
from gm.domain.campaign import Campaign
from gm.domain.conditions import QuestState
from gm.domain.effects import Change
from gm.domain.living import Quest
from gm.domain.play import SceneState
from gm.play.change_words import said
from gm.rules.calendars import minutes_a_day
from gm.rules.quests import CLOSED, deadline_of, is_done, knows_quest, quest_state

_ORDER: Final[tuple[QuestState, ...]] = ("taken", "offered", "finished", "failed")
_WORDS: Final = {state: f"quest_{state}" for state in _ORDER}


@dataclass(frozen=True, slots=True)
class QuestView:
    """A quest as one character knows it. `days_left` counts begun days until it fails; None: it has time."""

    id: str
    title: str
    state: QuestState
    text: str
    objectives: tuple[tuple[str, bool], ...]
    """(what is to be done, whether it is)."""
    giver: str = ""
    reward: str = ""
    days_left: int | None = None


def quests_of(state: SceneState, character: str) -> tuple[QuestView, ...]:
    """The quests that a character knows of: what they have taken on first, what is over last."""
    return _views(state, tuple(q for q in state.campaign.quests if knows_quest(state.world, character, q.id)))


def all_quests(state: SceneState) -> tuple[QuestView, ...]:
    """Every quest that has been offered to anybody: for the game master."""
    return _views(state, state.campaign.quests)


def _views(state: SceneState, quests: tuple[Quest, ...]) -> tuple[QuestView, ...]:
    found = [_view(state, quest) for quest in quests if quest_state(state.world, quest.id)]
    return tuple(sorted(found, key=lambda view: _ORDER.index(view.state)))


def _view(state: SceneState, quest: Quest) -> QuestView:
    campaign, world = state.campaign, state.world
    due = deadline_of(campaign, world, quest)
    now = world.number("world", "minutes", campaign.opening.minutes)
    giver = campaign.npc(quest.giver) if quest.giver else None
    return QuestView(
        quest.id,
        quest.title,
        cast(QuestState, quest_state(world, quest.id)),
        quest.text,
        tuple((each.text, is_done(world, quest.id, each.id)) for each in quest.objectives),
        giver.name if giver is not None else "",
        quest.reward,
        None if due is None else max(0, -(-(due - now) // minutes_a_day(campaign.calendar))),
    )


def quest_lines(state: SceneState) -> tuple[str, ...]:
    """For the adjudicator: what is open, with the ids of what is still to be done."""
    lines = []
    for quest in state.campaign.quests:
        how = quest_state(state.world, quest.id)
        if how in CLOSED:
            continue
        left = [f"{o.id} ({o.text})" for o in quest.objectives if not is_done(state.world, quest.id, o.id)]
        lines.append(
            f"{quest.id}, {how or 'not offered yet'}: {quest.title}" + (f"; to do: {'; '.join(left)}" if left else "")
        )
    return tuple(lines)


def seen_changes(before: SceneState, after: SceneState, changes: tuple[Change, ...]) -> tuple[Change, ...]:
    """The changes without those of quests that not everybody of the party here knows of, and without people of the cast
    who went from one place to another with nobody of the party at either."""
    there = {before.place_id, after.place_id}
    here = [who for who in after.present() if after.campaign.character(who)]

    def known(change: Change) -> bool:
        kind, _, quest = change.entity.partition(":")
        if kind == "character" and change.path == "place" and after.campaign.npc(quest) is not None:
            return not there.isdisjoint((change.before, change.after))
        return kind != "quest" or (bool(here) and all(knows_quest(after.world, who, quest) for who in here))

    return tuple(change for change in changes if known(change))


def untold(after: SceneState, changes: tuple[Change, ...]) -> frozenset[str]:
    """Facts that somebody has learned and not everybody of the party here knows: neither they nor their names are for
    all. Whoever learned one reads it alone (`gm.play.whispers`)."""
    learned = {each.path.removeprefix("knows/") for each in changes if each.path.startswith("knows/")}
    return frozenset(learned) - after.known_by_all_present()


def quest_change(campaign: Campaign, quest_id: str, change: Change) -> ChangeView | None:
    """How a quest has gone on; None for what nobody needs to be told."""
    quest = campaign.quest(quest_id)
    if quest is None or change.after is None:
        return None
    if change.path == "state" and change.after in _WORDS:
        text = said(_WORDS[change.after], campaign.language, name=quest.title)
        return ChangeView("quest", quest.title, text, str(change.after))
    head, _, objective = change.path.partition("/")
    done = next((each for each in quest.objectives if each.id == objective), None) if head == "objective" else None
    if done is None:
        return None
    return ChangeView("quest", quest.title, said("quest_done", campaign.language, name=quest.title, what=done.text))
