"""A passage around what was looked for: whole sentences, verbatim, with who says them, in any script. Pure."""

import math
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from gm.memory.terms import terms

WIDTH: Final = 240
"""How long a passage is, in letters of Latin script: some 60 tokens, more in scripts that tokenizers cut finer."""
_SENTENCE: Final = re.compile(
    r".+?(?:[.!?…]+[\"'”’»)\]*_]*(?=\s|$)|[。！？]+(?:[」』”’]+|(?![。！？「『]))|\n|$)", re.DOTALL
)
"""Japanese tells who speaks in a sentence before the quotation (`店主は言う。「…」`): they are one."""
_SPACE: Final = re.compile(r"\s+")
_SIGNED: Final = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True, slots=True)
class Said:
    """Something that was said or told. `speaker` is '' for the narration."""

    speaker: str
    words: str


@dataclass(frozen=True, slots=True)
class _Sentence:
    said: int
    text: str
    worth: frozenset[str]


def passage(said: Sequence[Said], wanted: Mapping[str, float], language: str, *, width: int = WIDTH) -> str:
    """The sentences that hold most of what is wanted (terms with their weight), and some around them."""
    return cut(said, wanted, language, width=width)[0]


def cut(said: Sequence[Said], wanted: Mapping[str, float], language: str, *, width: int = WIDTH) -> tuple[str, str]:
    """A passage, and the one sentence in it that holds most of what is wanted."""
    sentences = [
        _Sentence(at, text, frozenset(term for term in terms(text, language) if term in wanted))
        for at, each in enumerate(said)
        for text in sentences_of(each.words)
    ]
    if not sentences:
        return "", ""
    first = last = max(range(len(sentences)), key=lambda at: (_weight(sentences[at].worth, wanted), -at))
    core, held = sentences[first].text, sentences[first].worth
    room = width - cost_of(sentences[first].text)
    while True:
        steps = [at for at in (last + 1, first - 1) if 0 <= at < len(sentences)]
        steps = [at for at in steps if cost_of(sentences[at].text) <= room]
        if not steps:
            break
        at = max(steps, key=lambda step: _weight(sentences[step].worth - held, wanted))
        held |= sentences[at].worth
        room -= cost_of(sentences[at].text) + 1
        first, last = min(first, at), max(last, at)
    kept = sentences[first : last + 1]
    if first == last and cost_of(kept[0].text) > width:
        core = _around(core, wanted, language, width)
        kept = [_Sentence(kept[0].said, core, kept[0].worth)]
    return _shown(said, kept), core


def sentences_of(words: str) -> list[str]:
    """The sentences of a text, each on one line."""
    found = (_SPACE.sub(" ", each).strip() for each in _SENTENCE.findall(words))
    return [each for each in found if each]


def _weight(worth: frozenset[str], wanted: Mapping[str, float]) -> float:
    return math.fsum(wanted[term] for term in worth)  # in any order the same


def cost_of(text: str) -> int:
    """What it takes in a prompt, in letters of Latin script: its width, but for letters with vowel signs (Thai, Lao,
    Burmese, Khmer), which tokenizers cut finer than others while a word has as many of them."""
    return width_of(text) + len(_SIGNED.findall(text))


def width_of(text: str) -> int:
    """Its length as it counts in a prompt: a wide letter is about as much as three Latin ones, any other foreign one as
    one and a half."""
    if text.isascii():
        return len(text)
    foreign = [char for char in text if char > "\u024f"]
    wide = sum(1 for char in foreign if unicodedata.east_asian_width(char) in "WF")
    return len(text) + 2 * wide + (len(foreign) - wide) // 2


def _around(text: str, wanted: Mapping[str, float], language: str, width: int) -> str:
    """A part of a sentence that is too long by itself: from a little before the first word that is wanted."""
    letters = max(20, width * len(text) // max(1, cost_of(text)))
    pieces = list(re.finditer(r"\S+", text))
    start = 0
    if len(pieces) > 3:
        hit = next((at for at, p in enumerate(pieces) if wanted.keys() & set(terms(p.group(), language))), 0)
        start = pieces[max(0, hit - 6)].start() if hit > 6 else 0
        start = max(0, min(start, len(text) - letters))
        start = next((p.start() for p in pieces if p.start() >= start), start)
    end = start + letters
    if end < len(text) and (space := text.rfind(" ", start, end)) > start + letters // 2:
        end = space
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"


def _shown(said: Sequence[Said], kept: Sequence[_Sentence]) -> str:
    """Speaker and words, then the next one's."""
    found: list[str] = []
    speakers: list[str] = []
    before = -1
    for each in kept:
        if each.said == before:
            found[-1] += f" {each.text}"
        else:
            speakers.append(said[each.said].speaker)
            found.append(each.text)
        before = each.said
    whole = (_quoted(text) for text in found)
    return " / ".join(f"{who}: {text}" if who else text for who, text in zip(speakers, whole, strict=True))


def _quoted(text: str) -> str:
    """With the mark at which a speech began or ends, where only the other one stands in this part of it."""
    if text.count('"') % 2 == 0:
        return text
    return f'"{text}' if re.match(r'[^"]*[^\s"(\[]"', text) else f'{text}"'
