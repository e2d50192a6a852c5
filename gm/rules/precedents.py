"""Like attempts alike: how this game has ruled on attempts that resemble the one at hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.domain.objections import Reason
from gm.domain.ruling import Ruling, Verdict
from gm.domain.ruling_brief import PrecedentView, RulingBrief
from gm.domain.words import unspaced, words
from gm.rules.reading import read_intent
from gm.rules.standpoint import brief_from

MOST: Final = 3
LOOK_BACK: Final = 120
"""Turns back from this one."""
_NEEDED: Final = 2
_SHORTEST: Final = 4
"""Characters of a word that tells attempts apart, in scripts that part words; whole phrases of others are compared by
pairs of characters."""


@dataclass(frozen=True, slots=True)
class Past:
    """One attempt that was ruled in this game: in a few words, what was asked, and why where somebody said so."""

    intent: str
    skill: str
    """'': nothing was rolled."""
    difficulty: int
    opposed_by: str = ""
    possible: bool = True
    reason: Reason | None = None

    @property
    def view(self) -> PrecedentView:
        """As the adjudicator is shown it."""
        return PrecedentView(self.intent, self.skill, self.difficulty, self.opposed_by, self.possible, self.reason)


def past_cases(rulings: Iterable[tuple[Ruling, Reason | None]]) -> tuple[Past, ...]:
    """The checks of past rulings, and every attempt of which it was said why it was ruled so; oldest first. What an
    author's challenge asks for is known without them."""
    return tuple(
        case
        for ruling, reason in rulings
        for at, verdict in enumerate(ruling.verdicts)
        if (case := _case(verdict, reason if reason is None or reason.verdict in (None, at) else None)) is not None
    )


def _case(verdict: Verdict, reason: Reason | None) -> Past | None:
    check = verdict.check
    if not verdict.intent or (reason is None and (check is None or verdict.challenge is not None)):
        return None
    if check is None:
        return Past(verdict.intent, "", 0, possible=verdict.possible, reason=reason)
    return Past(verdict.intent, check.skill, check.difficulty, check.opposed_by or "", reason=reason)


def like_cases(past: Sequence[Past], brief: RulingBrief) -> tuple[PrecedentView, ...]:
    """The past cases most like what is attempted now, the likest first; of equals those of which it was said why, then
    the latest; each attempt once."""
    found: list[tuple[int, bool, int, Past]] = []
    for said in brief.inputs:
        skill = said.skill or read_intent(said.text, said.kind, brief_from(brief, said.character), to=said.to).skill
        mine = _tokens(said.text)
        for age, case in enumerate(reversed(past)):
            shared = len(mine & _tokens(case.intent))
            likeness = shared + (_NEEDED if skill and skill == case.skill else 0)
            if shared and likeness >= _NEEDED:  # the same skill alone makes no two attempts alike
                found.append((-likeness, case.reason is None, age, case))
    chosen: dict[str, PrecedentView] = {}
    for *_, case in sorted(found, key=lambda each: each[:3]):
        if len(chosen) < MOST and case.intent not in chosen:
            chosen[case.intent] = case.view
    return tuple(chosen.values())


def _tokens(text: str) -> frozenset[str]:
    tokens: set[str] = set()
    for word, _ in words(text):
        if unspaced(word):
            tokens |= {word[at : at + 2] for at in range(len(word) - 1)}
        elif word.isascii() or len(word) >= _SHORTEST:
            tokens |= {word} if len(word) >= _SHORTEST else set()
        else:
            tokens.add(word)
    return frozenset(tokens)
