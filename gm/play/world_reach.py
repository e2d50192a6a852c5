"""A game master's hand on what goes on by itself, from what was typed or picked: time, quests, tables. Pure."""

import re
from typing import Final, get_args

from gm.domain.conditions import QuestState
from gm.domain.effects import ChangeQuest, PassTime
from gm.domain.errors import NotFound, Refused
from gm.domain.play import SceneState
from gm.domain.words import fold

STATES: Final[tuple[QuestState, ...]] = get_args(QuestState)
_SPAN: Final = re.compile(r"(\d{1,4})\s*(d|h|m)[a-z]*", re.IGNORECASE)
_MOST: Final = {"d": 400, "h": 1000, "m": 1440}


def time_of(text: str) -> PassTime:
    """`3d`, `2 days 4 hours`, `90m` as an effect.

    Raises:
        Refused: that is no stretch of time, or too long a one.
    """
    found: dict[str, int] = {}
    for count, unit in _SPAN.findall(text):
        found[unit.lower()] = found.get(unit.lower(), 0) + int(count)
    if not any(found.values()) or any(found[unit] > _MOST[unit] for unit in found) or _SPAN.sub("", text).strip(" ,"):
        raise Refused(
            "How long? Days up to 400, hours up to 1000, minutes up to 1440.",
            remedy="For example: 3d 4h",
            key="reach.time",
        )
    return PassTime(days=found.get("d", 0), hours=found.get("h", 0), minutes=found.get("m", 0))


def quest_of(state: SceneState, name: str, to: str) -> ChangeQuest:
    """A quest brought on: `to` is a state, or what of its list is done (an objective's id).

    Raises:
        NotFound: there is no such quest, or nothing of it is called so.
    """
    said = fold(name.strip())
    quests = state.campaign.quests
    quest = next((each for each in quests if said and said in (fold(each.id), fold(each.title))), None)
    if quest is None:
        raise _none(name, [each.id for each in quests])
    if to in STATES:
        return ChangeQuest(quest=quest.id, to=to)
    objectives = [each.id for each in quest.objectives]
    if to not in objectives:
        raise _none(to, [*STATES, *objectives])
    return ChangeQuest(quest=quest.id, objective=to)


def _none(name: str, there: list[str]) -> NotFound:
    names = ", ".join(there) or "-"
    return NotFound(
        f'There is no "{name[:60]}" here.', remedy=f"There are: {names}.", key="reach.none", name=name[:60], names=names
    )
