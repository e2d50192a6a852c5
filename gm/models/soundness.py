"""What is no answer: nothing, a refusal, what was cut off where that breaks it, what is not of the form asked for."""

import re
from typing import Final

from gm.domain.errors import BadReply
from gm.models.attempt import Attempt, Progress
from gm.models.garble import garble_of
from gm.models.joint import PARAGRAPH, close_off
from gm.models.json_text import extract_json
from gm.models.ladder import Censored, CutOff, Unsound
from gm.models.refusals import is_refusal

_CENSORED: Final = frozenset({"content_filter", "safety"})
_END: Final = re.compile(r"[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？]+[」』”’）]*|\n{2,}")
_FAR_ENOUGH: Final = 160
"""Characters of a telling that can stand as it is."""


def _whole_sentences(text: str) -> str:
    """Up to the last place where a sentence ends."""
    ends = [match.end() for match in _END.finditer(text)]
    return text[: ends[-1]] if ends else ""


def keep_what_was_good(stopped: str, attempt: Attempt, progress: Progress) -> None:
    """A stream that was left in the middle (`stopped`: a loop, marks of a template) is an answer if it has come far
    enough. What the length limit has cut off is one too: its reader ends with the last whole sentence.

    Raises:
        Unsound: too little of it is good; another candidate goes on.
    """
    progress.kept = ""
    text = "".join(attempt.text)
    if stopped:
        attempt.finish_reason = stopped
        if len(_whole_sentences(attempt.base + text)) < _FAR_ENOUGH:
            what = "went round in a loop" if stopped == "loop" else "wrote marks that are no part of a story"
            raise Unsound(f"{attempt.candidate.model} {what}").of(stopped)
        progress.kept = stopped
    elif attempt.finish_reason == "length" and text.strip() and close_off(text) != PARAGRAPH:
        progress.kept = "cut"


def _unsound(text: str) -> str:
    """Why words that stand where JSON should be are not even words to be put right; '' if they may be."""
    return "refusal" if is_refusal(text) else "garbled" if garble_of(text, str) else ""


def refuse_what_is_no_answer(attempt: Attempt, progress: Progress) -> None:
    """Let an answer pass.

    Raises:
        BadReply: empty, declined, cut off where that breaks it, or not of the form asked for.
    """
    who, text = attempt.candidate.model, "".join(attempt.text)
    if attempt.finish_reason in _CENSORED:
        raise Censored(f"{who} was stopped by its content filter")
    if attempt.calls and attempt.finish_reason != "length":
        return
    if not text.strip() and not (attempt.base and close_off(attempt.base) == PARAGRAPH):
        raise BadReply(f"{who} gave an empty reply").of("empty")
    if progress.prompt.schema is not None:
        if attempt.finish_reason == "length":
            raise CutOff(f"{who} was cut off before its answer was whole")
        unsound = _unsound(text)
        if attempt.rung == "text" and progress.manner.words_will_do and not unsound:
            return
        try:
            extract_json(text)
        except BadReply as error:
            if unsound:
                what = "declined to answer" if unsound == "refusal" else "gave garbled text"
                raise Unsound(f"{who} {what}").of(unsound) from None
            raise BadReply(f"{who}: {error}") from None
