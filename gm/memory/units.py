"""A telling as what can be quoted of it: sentences, each speech whole and with who says it, in any script. Pure."""

import re
from collections.abc import Sequence
from typing import Final

from gm.domain.quotes import CUT
from gm.memory.passages import sentences_of, width_of

_ERASED: Final = "[erased]"
_QUOTES: Final = (("“", "”"), ("„", "“"), ("«", "»"), ("「", "」"), ("『", "』"))
_UNSPACED: Final = re.compile("[\u3000-\u303f\u3040-\u30ff\u4e00-\u9fff\uff01-\uff60][”’]*$")
_CLOSED: Final = re.compile(r"[.!?…。！？]+[\"”»’」』]+$")
_SIGNED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_PHRASE: Final = 140
"""Where no sign ends a sentence (Thai, Lao, Burmese, Khmer), as long a run of phrases is one."""


def units_of(told: str, *, phrases: bool = False) -> list[str]:
    """Sentences; those of one speech together, and with the words that say who speaks. `phrases`: cut where a
    phrase ends, in scripts where no sign ends a sentence."""
    found: list[str] = []
    for paragraph in told.splitlines():
        start = len(found)
        for sentence in (part for each in sentences_of(paragraph) for part in (_phrases(each) if phrases else [each])):
            if len(found) > start and (is_open(found[-1]) or _goes_on(found[-1], sentence)):
                found[-1] = joined([found[-1], sentence])
            else:
                found.append(sentence)
    return found


def legible(text: str) -> str:
    """What can be read of a text, each paragraph on a line; '' where nothing can, since it was cut or erased."""
    flat = "\n".join(" ".join(line.split()) for line in text.splitlines() if line.strip())
    return "" if flat in (CUT, _ERASED) else flat.replace(_ERASED, "…")


def joined(rows: Sequence[str]) -> str:
    """Sentences as one paragraph; where a script has no spaces, none are put between them."""
    text = ""
    for row in rows:
        text += row if not text or _UNSPACED.search(text) else f" {row}"
    return text


def is_open(text: str) -> bool:
    """Whether a speech, or something quoted in *stars*, begins in it and does not end in it."""
    if text.count('"') % 2 or text.count("*") % 2:
        return True
    return any(text.count(start) > text.count(end) for start, end in _QUOTES if start != "“" or "„" not in text)


def _goes_on(said: str, then: str) -> bool:
    """Whether a speech has ended, and not the sentence: who said it follows."""
    if not _CLOSED.search(said):
        return False
    return then[:1].islower() or (bool(_UNSPACED.search(said)) and then[:1].isalpha())


def _phrases(sentence: str) -> list[str]:
    if not _SIGNED.search(sentence) or width_of(sentence) <= _PHRASE:
        return [sentence]
    found: list[str] = []
    for phrase in sentence.split(" "):
        if found and width_of(found[-1]) + width_of(phrase) < _PHRASE // 2:
            found[-1] += f" {phrase}"
        else:
            found.append(phrase)
    return found
