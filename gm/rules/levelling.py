"""What a level has brought, and plain words that spend it: "stealth, and twice strength". Each choice is tried against
the rules before it is offered. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from gm.domain.choosing import ChoiceList
from gm.domain.effects import Improve
from gm.domain.errors import EffectError
from gm.domain.play import SceneState
from gm.domain.words import Phrases
from gm.rules.draws import KeyedDice
from gm.rules.effects import apply_effects
from gm.rules.lexicon import affirmed
from gm.rules.numbers import Numbers
from gm.rules.shaping import phrases_of
from gm.rules.sheets import numbers_of

_TWICE: Final = Phrases(
    (word, word)
    for word in ("twice", "two steps", "both", "zweimal", "doppelt", "dos veces", "дважды", "两次", "สองครั้ง")
)
_PART: Final = re.compile(r"[,;.]|\band\b|\bund\b|\by\b|\bи\b|和|与|และ")


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody has come."""

    level: int
    xp: int
    xp_name: str
    needs: int | None
    """How much the next level takes, all told; None: there is none."""
    picks: int
    """What can be improved now."""
    open: tuple[tuple[str, str], ...]
    """(id, name) of what may be improved by the rules; () where nothing is left to choose."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be improved."""

    take: tuple[str, ...]
    """Ids of skills and attributes, as often as they are improved."""
    rows: tuple[str, ...]
    """The same in words: `Stealth +4 → +6`."""
    refused: tuple[str, ...] = ()
    """Why something that was named cannot be."""


def standing(state: SceneState, character: str) -> Standing:
    """How far a character has come. Raises NotFound."""
    numbers = numbers_of(state.campaign, state.world, character)
    rules, entity = state.campaign.ruleset, f"character:{character}"
    level, picks = numbers["level"], state.world.number(entity, "picks")
    needs = next((each.needs for each in rules.advancement.levels if each.level == level + 1), None)
    every = _named(state)
    may = tuple(each for each in every if _tried(state, character, each[0])[1] == "") if picks else ()
    xp = state.world.number(entity, "xp")
    return Standing(level, xp, rules.advancement.name, needs, picks, may)


def planned(state: SceneState, character: str, said: str) -> Plan:
    """What these words would spend the picks on, one after the other, each as the rules allow. Raises NotFound."""
    return plan_of(state, character, _wanted(state, said))


def plan_of(state: SceneState, character: str, wanted: Sequence[str]) -> Plan:
    """What these skills and attributes (ids) would spend the picks on, as far as the rules allow. Raises NotFound."""
    take: list[str] = []
    rows: list[str] = []
    refused: list[str] = []
    for what in wanted:
        after, why = _tried(state, character, what)
        if why:
            refused.append(why)
            continue
        rows.append(_row(state, after, character, what))
        take.append(what)
        state = after
    return Plan(tuple(take), tuple(rows), tuple(dict.fromkeys(refused)))


def list_of(state: SceneState, character: str) -> ChoiceList:
    """All that plain words may spend a pick on now. Raises NotFound."""
    now = standing(state, character)
    return ChoiceList("better", "gets better at", now.open, now.picks)


def spelled(state: SceneState, take: Sequence[str]) -> str:
    """A plan in a few characters, for the id of a button: places in the kit's own lists."""
    ids = [what for what, _ in _named(state)]
    return "".join(f"{ids.index(what):02}" for what in take)


def read(state: SceneState, code: str) -> tuple[str, ...]:
    """The ids of such a code; () where it is none, or of another kit."""
    ids, marks = [what for what, _ in _named(state)], [code[at : at + 2] for at in range(0, len(code), 2)]
    if any(not mark.isascii() or not mark.isdecimal() or int(mark) >= len(ids) for mark in marks):
        return ()
    return tuple(ids[int(mark)] for mark in marks)


def _wanted(state: SceneState, said: str) -> list[str]:
    """Skills and attributes in the order in which they are named, as often as they are."""
    found: list[str] = []
    named = phrases_of(state.campaign)
    for part in _PART.split(said):
        hits = affirmed(named.hits(part), part)
        whats = [what for kind, what in (hit.tag for hit in hits) if kind in ("skill", "attribute")]
        for what in _plainest(state, whats, part):
            found += [what] * (2 if _TWICE.hits(part) else 1)
    return found


def _plainest(state: SceneState, whats: Sequence[str], part: str) -> list[str]:
    """Of several that one word may mean, those that are called so, if there are any."""
    names, word = {what: name.casefold() for what, name in _named(state)}, part.casefold()
    called = [what for what in whats if names[what] in word or what.replace("-", " ") in word]
    return list(dict.fromkeys(called or whats[:1]))


def _named(state: SceneState) -> list[tuple[str, str]]:
    rules = state.campaign.ruleset
    return [(each.id, each.name) for each in rules.skills] + [(each.id, each.name) for each in rules.attributes]


def _tried(state: SceneState, character: str, what: str) -> tuple[SceneState, str]:
    """The state with one step taken, or why it cannot be."""
    dice = KeyedDice("0" * 64, turn_uid="plan", attempt=1, source_ids=())
    try:
        done = apply_effects(
            (Improve(character=character, what=what),), state, state.world, dice, purpose="plan", actor=character
        )
    except EffectError as error:
        return state, str(error)
    if done.refused:
        return state, done.refused[0]
    return replace(state, world=done.world), ""


def _row(before: SceneState, after: SceneState, character: str, what: str) -> str:
    rules = before.campaign.ruleset
    skill, attribute = rules.skill(what), rules.attribute(what)
    name = skill.name if skill is not None else attribute.name if attribute is not None else what

    def value(state: SceneState) -> int:
        numbers: Numbers = numbers_of(state.campaign, state.world, character)
        return numbers.skill(what) if skill is not None else numbers[what.replace("-", "_")]

    return f"{name} {value(before):+d} → {value(after):+d}"
