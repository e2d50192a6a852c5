"""How much each document grows by the time that a query means. Pure."""

from typing import TYPE_CHECKING, Any

from gm.memory.field import Field
from gm.memory.okapi import Scale
from gm.memory.terms import terms
from gm.memory.times import time_push, time_words
from gm.memory.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Numbers = NDArray[Any]


def timely(field: Field, text: str, language: str, now: int | None, weights: Weights) -> "Numbers | None":
    """The share by which each document grows; None: none does."""
    meant = time_words(text)
    if meant is None:
        return None
    event_at = None
    if meant.event:
        scale = Scale(field.frame.norms(weights.turn), weights.turn)
        for term in dict.fromkeys(terms(meant.event, language)):
            posting = field.posting(term)
            if posting is not None:
                scale.add_at(posting.at, scale.share_at(posting.at, posting.counts, posting.common, 1.0))
        event_at = int(scale.scores.argmax()) if scale.scores.any() else None
    return time_push(meant, field.column("minutes"), field.column("group"), now=now, event_at=event_at)
