"""Like attempts alike: how this game has ruled on attempts that resemble the one at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.brief import PrecedentView, RulingBrief
from gm.domain.ruling import Ruling
from gm.domain.words import words
from gm.rules.reading import read_intent

MOST: Final = 3
LOOK_BACK: Final = 120
"""Turns back from this one."""
_NEEDED: Final = 2
_SHORTEST: Final = 4
"""Characters of a word that tells attempts apart, in scripts that part words; whole phrases of others are compared by
pairs of characters."""


@dataclass(frozen=True, slots=True)
class Past:
    """One check that was ruled in this game: the attempt, in a few words, and what was asked."""

    intent: str
    skill: str
    difficulty: int
    opposed_by: str = ""


def past_checks(rulings: Iterable[Ruling]) -> tuple[Past, ...]:
    """The checks of past rulings, oldest first. What an author's challenge asks for is known without them."""
    return tuple(
        Past(verdict.intent, verdict.check.skill, verdict.check.difficulty, verdict.check.opposed_by or "")
        for ruling in rulings
        for verdict in ruling.verdicts
        if verdict.check is not None and verdict.challenge is None and verdict.intent
    )


def like_cases(past: Sequence[Past], brief: RulingBrief) -> tuple[PrecedentView, ...]:
    """The past checks most like what is attempted now, the likest first, of equals the latest; each attempt once."""
    found: list[tuple[int, int, Past]] = []
    for said in brief.inputs:
        skill = said.skill or read_intent(said.text, said.kind, brief, to=said.to).skill
        mine = _tokens(said.text)
        for age, case in enumerate(reversed(past)):
            likeness = len(mine & _tokens(case.intent)) + (_NEEDED if skill and skill == case.skill else 0)
            if likeness >= _NEEDED:
                found.append((-likeness, age, case))
    chosen: dict[str, PrecedentView] = {}
    for _, _, case in sorted(found, key=lambda each: each[:2]):
        if len(chosen) < MOST and case.intent not in chosen:
            chosen[case.intent] = PrecedentView(case.intent, case.skill, case.difficulty, case.opposed_by)
    return tuple(chosen.values())


def _tokens(text: str) -> frozenset[str]:
    tokens: set[str] = set()
    for word, _ in words(text):
        if word.isascii() or len(word) >= _SHORTEST:
            tokens |= {word} if len(word) >= _SHORTEST else set()
        else:
            tokens.add(word)
    return frozenset(tokens)
