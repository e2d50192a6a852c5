"""What the table is told where only the characters answer and somebody did something: it was seen, and that is all.

Nobody rules there. Whoever wants to know what comes of a deed asks the rules (`/check`, an order), and whoever wants
to be elsewhere cuts to it; of a line that looks as if it did either by itself this is said, once it is answered.
"""

from typing import Final

from gm.domain.brief import InputView
from gm.domain.play import SceneState, Turn
from gm.domain.ruling import Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.play.briefs import ruling_brief
from gm.rules.answering import answering, is_said
from gm.rules.intents import propose_ruling, read_intent
from gm.rules.standpoint import brief_from

DEED: Final = (
    "That is seen, and nothing more comes of it by itself. /check rolls for it; “cut to …” goes somewhere else."
)
NOBODY: Final = "Nobody here answers that. “cut to …” goes somewhere else."
_BODILY: Final = frozenset({"move", "take", "give", "attack", "use", "rest"})
"""Kinds of deeds of which something comes by rule, whomever they concern."""
_ASKED: Final = ("addressed", "named")


def said_of_deeds(state: SceneState, turn: Turn, told: str) -> tuple[str, str]:
    """(note, what it is about, as in `NarrationFinished`) for a beat that the characters have answered; '' twice where
    there is nothing to say."""
    brief = ruling_brief(state, turn)
    ruled = {verdict.input: verdict for verdict in propose_ruling(brief).verdicts}
    for number, entry in enumerate(brief.inputs, start=1):
        if number in ruled and _looks_ruled(state, brief, entry, ruled[number]):
            return DEED, "npc_deed"
    return ("", "") if told.strip() else (NOBODY, "npc_nobody")


def _looks_ruled(state: SceneState, brief: RulingBrief, entry: InputView, verdict: Verdict) -> bool:
    """Whether the rules would have made something of a line that is no talk."""
    if entry.kind != "do" or is_said(entry):
        return False
    made = bool(verdict.effects or verdict.check or verdict.challenge or verdict.action or not verdict.possible)
    kind = read_intent(entry.text, entry.kind, brief_from(brief, entry.character)).kind
    if kind in _BODILY:
        return made or kind == "attack"
    asked = any(each.why in _ASKED for each in answering(state.campaign, state.present(), (entry,), ()))
    return bool(verdict.check or verdict.challenge) and not asked
