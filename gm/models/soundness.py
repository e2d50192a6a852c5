"""What is no answer: nothing, a refusal, what was cut off where that breaks it, what is not of the form asked for."""

from typing import Final

from gm.domain.errors import BadReply
from gm.models.attempt import Attempt, Progress
from gm.models.joint import PARAGRAPH, close_off
from gm.models.json_text import extract_json
from gm.models.ladder import Censored, CutOff

_CENSORED: Final = frozenset({"content_filter", "safety"})


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
        if attempt.rung == "text" and progress.manner.words_will_do:
            return
        try:
            extract_json(text)
        except BadReply as error:
            raise BadReply(f"{who}: {error}") from None
