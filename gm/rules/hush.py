"""What a ruling shows to players tells no secret: a line that does is kept for the game master alone.

A model that looks things up knows what the characters do not. Its reasons and stakes are shown before the dice fall;
its refusals and questions are the answer itself.
"""

from collections.abc import Iterator
from typing import Any

from gm.domain.play import SceneState
from gm.domain.ruling import Ruling, Verdict
from gm.rules.shingles import shingles_of, told_in

Texts = tuple[tuple[str, str], ...]
"""(name, text) of each."""


def hush(ruling: Ruling, state: SceneState, hidden: Texts = ()) -> Ruling:
    """The ruling, with every reason and stake that quotes a secret kept from the table; `hidden`: facts of the game's
    memory that not all of the party here may know. An answer to an objection that quotes one is not given."""
    verdicts = tuple(_hushed(verdict, state, hidden) for verdict in ruling.verdicts)
    answer = "" if _secrets_in(ruling.answer, state, hidden) else ruling.answer
    return ruling.model_copy(update={"verdicts": verdicts, "answer": answer})


def told_secrets(verdict: Verdict, state: SceneState, hidden: Texts = ()) -> Iterator[str]:
    """What is wrong with a refusal or a question that quotes a secret: neither can be kept from who must read it."""
    for what, text in (("refusal", verdict.refusal), *(("choice", text) for text in _questions(verdict))):
        for secret in sorted(_secrets_in(text, state, hidden)):
            yield f"the {what} tells the secret {secret!r}, which not all of them know: put it as they would see it"


def _questions(verdict: Verdict) -> Iterator[str]:
    """Everything that a player is asked."""
    for outcome in verdict.outcomes.values():
        if outcome.choice is not None:
            yield outcome.choice.question
            yield from (option.label for option in outcome.choice.options)


def _hushed(verdict: Verdict, state: SceneState, hidden: Texts) -> Verdict:
    update: dict[str, Any] = {}
    if _secrets_in(verdict.intent, state, hidden):
        update["intent"] = ""
    if _secrets_in(verdict.stakes, state, hidden):
        update["stakes_audience"] = "gm"
    if verdict.check is not None and _secrets_in(verdict.check.reason, state, hidden):
        update["check"] = verdict.check.model_copy(update={"reason_audience": "gm"})
    return verdict.model_copy(update=update) if update else verdict


def _secrets_in(text: str, state: SceneState, hidden: Texts = ()) -> frozenset[str]:
    """Ids of the facts that the text quotes and that somebody of the party here does not know."""
    if not text:
        return frozenset()
    known = shingles_of(tuple(state.campaign.facts().items()))
    told = told_in(text, known) - state.known_by_all_present()
    return told | told_in(text, shingles_of(hidden)) if hidden else told
