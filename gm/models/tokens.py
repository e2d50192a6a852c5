"""Token counts without a tokenizer: an estimate by script that rather says too much than too little.

Real tokenizers differ by model and cost seconds to load; what a budget needs is a number that is stable, quick, and
not below the truth. Weights are thousandths of a token per character, so that sums are exact.
"""

from collections import Counter
from functools import lru_cache
from typing import Final

_LETTER: Final = 250
_DIGIT: Final = 500
_MARK: Final = 600
_RANGES: Final = (
    (0x024F, 600),  # Latin letters with marks
    (0x02FF, 900),
    (0x036F, 800),  # combining marks
    (0x03FF, 450),  # Greek
    (0x052F, 430),  # Cyrillic
    (0x058F, 800),  # Armenian
    (0x05FF, 600),  # Hebrew
    (0x07FF, 550),  # Arabic, Syriac
    (0x0DFF, 850),  # scripts of India
    (0x0E7F, 850),  # Thai
    (0x109F, 1300),  # Lao, Tibetan, Burmese
    (0x10FF, 900),  # Georgian
    (0x17FF, 1300),
    (0x1FFF, 700),  # more Latin and Greek
    (0x206F, 700),  # dashes, curly quotes, ellipsis
    (0x2E7F, 1500),  # symbols
    (0x303F, 1000),  # ideographic punctuation
    (0x30FF, 900),  # kana
    (0x9FFF, 1050),  # ideographs
    (0xABFF, 1500),
    (0xD7FF, 950),  # Hangul
    (0xFFFF, 1000),  # full-width forms
    (0x1FFFF, 2600),  # emoji
)
_REST: Final = 2200
_PLAIN: Final = bytes(range(ord("a"), ord("z") + 1)) + bytes(range(ord("A"), ord("Z") + 1)) + b" \n"
_DIGITS: Final = b"0123456789"


class EstimatingCounter:
    """Implements `TokenCounter` for models whose tokenizer we do not have."""

    def count(self, text: str) -> int:
        """Estimated tokens of `text`; 0 only for the empty text."""
        return _estimate(text)


class CharacterCounter:
    """One character is one token: budget tests become arithmetic."""

    def count(self, text: str) -> int:
        """The length of `text`."""
        return len(text)


@lru_cache(maxsize=8192)
def _estimate(text: str) -> int:
    if not text:
        return 0
    weight = _ascii_weight(text.encode()) if text.isascii() else _mixed_weight(text)
    return max(1, -(-weight // 1000))


def _ascii_weight(data: bytes) -> int:
    others = data.translate(None, _PLAIN)
    marks = others.translate(None, _DIGITS)
    digits = len(others) - len(marks)
    return (len(data) - len(others)) * _LETTER + digits * _DIGIT + len(marks) * _MARK


def _mixed_weight(text: str) -> int:
    return sum(_weight(character) * times for character, times in Counter(text).items())


@lru_cache(maxsize=16384)
def _weight(character: str) -> int:
    code = ord(character)
    if code < 0x80:
        return _ascii_weight(character.encode())
    return next((weight for limit, weight in _RANGES if code <= limit), _REST)
