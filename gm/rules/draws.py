"""Keyed draws: every die is a pure function of the session's seed and of what it is rolled for (promise 2).

There is no stream position, so neither the order of the draws, nor concurrency, nor a replay can change a die.
"""

import hashlib
import importlib
import struct
from collections.abc import Callable, Iterable
from typing import Any, Final

from gm.domain.errors import DiceError

_WORD_BITS: Final = 64
_SPAN: Final = 1 << _WORD_BITS
_BLOCK: Final = 64
_INNER_PAD: Final = bytes(byte ^ 0x36 for byte in range(256))
_OUTER_PAD: Final = bytes(byte ^ 0x5C for byte in range(256))
_KEY: Final = struct.Struct(">IQII").pack
_FIRST: Final = struct.Struct(">Q").unpack_from
MAX_SIDES: Final = 1_000_000
"""The largest die that can be drawn."""
_SURE: Final = _SPAN - MAX_SIDES
"""A number below this lies in no die's uneven rest."""


def _quickest() -> Callable[[bytes], Any]:
    """SHA-256 for short texts. Python's own costs a third of OpenSSL's, whose every copy and digest goes a long way;
    the digests are the same. A Python that was built without its own has OpenSSL's."""
    for name in ("_sha2", "_sha256"):  # 3.12 and later; before
        try:
            found: Callable[[bytes], Any] = importlib.import_module(name).sha256
        except (ImportError, AttributeError):
            continue
        return found
    return hashlib.sha256


_sha256: Final = _quickest()


def _packed(*parts: str) -> bytes:
    """The parts as bytes, each after its length, so that no two lists of parts pack alike."""
    out = bytearray()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        out += len(data).to_bytes(4, "big")
        out += data
    return bytes(out)


def seed_hash(seed_hex: str) -> str:
    """SHA-256 of the seed's bytes, 64 hex digits: what is published before the first draw.

    Raises:
        DiceError: the seed is not an even number of hex digits.
    """
    return hashlib.sha256(_seed_bytes(seed_hex)).hexdigest()


def fair(number: int, sides: int) -> int | None:
    """A 64-bit number as a face 1..sides; None if it lies in the uneven rest that would favour low faces."""
    return number % sides + 1 if number < _SPAN - _SPAN % sides else None


def _seed_bytes(seed_hex: str) -> bytes:
    try:
        seed = bytes.fromhex(seed_hex)
    except ValueError:
        seed = b""
    if not seed:
        raise DiceError("the session's seed is not hexadecimal", remedy="a seed is 64 hex digits")
    return seed


class KeyedDice:
    """`gm.domain.dice.Dice` for one attempt at one turn.

    draw = HMAC-SHA256(seed, turn uid ‖ attempt ‖ source ids ‖ purpose ‖ index ‖ retry), lengths before each part;
    the first 64 bits become a face by rejection sampling, `retry` counting the rejected ones. The hash states after
    the key and after the purpose are kept, because every die of a roll continues from them.
    """

    __slots__ = ("_inner", "_outer", "_purposes")

    def __init__(self, seed_hex: str, *, turn_uid: str, attempt: int, source_ids: Iterable[str]) -> None:
        sources = tuple(source_ids)
        key = _seed_bytes(seed_hex)
        key = (key if len(key) <= _BLOCK else hashlib.sha256(key).digest()).ljust(_BLOCK, b"\0")
        self._inner = _sha256(key.translate(_INNER_PAD))
        self._inner.update(_packed("gm.draw.1", turn_uid, str(attempt), str(len(sources)), *sources))
        self._outer = _sha256(key.translate(_OUTER_PAD))
        self._purposes: dict[str, Any] = {}

    def draw(self, purpose: str, index: int, sides: int) -> int:
        """The die of that purpose and index: 1..sides, always the same for the same key.

        Raises:
            DiceError: `sides` is not between 1 and MAX_SIDES, or `index` not between 0 and 2⁶⁴ − 1.
        """
        if not 1 <= sides <= MAX_SIDES:
            raise DiceError(f"a die cannot have {sides} sides", remedy=f"use 1 to {MAX_SIDES}")
        if not 0 <= index < _SPAN:
            raise DiceError(f"a die cannot have the index {index}", remedy="count dice from 0")
        started = self._purposes.get(purpose)
        if started is None:
            started = self._inner.copy()
            started.update(_packed(purpose))
            self._purposes[purpose] = started
        retry = 0
        while True:
            inner = started.copy()
            inner.update(_KEY(8, index, 4, retry))
            outer = self._outer.copy()
            outer.update(inner.digest())
            number: int = _FIRST(outer.digest())[0]
            if number < _SURE:
                return number % sides + 1
            face = fair(number, sides)
            if face is not None:
                return face
            retry += 1
