"""Keyed draws: fair, and bent by neither order nor neighbours."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.errors import DiceError
from gm.rules.draws import KeyedDice, fair, seed_hash

SEED = "5f" * 32
KNOWN = [13, 15, 4, 3, 6, 14]


def keyed(**change: object) -> KeyedDice:
    given_ = {"turn_uid": "t1", "attempt": 1, "source_ids": ("a", "b")} | change
    return KeyedDice(SEED, **given_)  # type: ignore[arg-type]


@pytest.mark.parametrize("sides", [2, 6, 20, 100])
def test_faces_are_uniform(sides: int) -> None:
    dice, rolls = keyed(), 200 * sides
    counts = [0] * sides
    for index in range(rolls):
        counts[dice.draw("uniform", index, sides) - 1] += 1
    chi = sum((n - 200) ** 2 / 200 for n in counts)
    freedom = sides - 1
    assert abs(chi - freedom) < 5 * (2 * freedom) ** 0.5
    assert chi > 0, "a perfectly even count would be a counter, not a die"


@given(st.permutations([(p, i) for p in ("check:0", "effect:0:success:0") for i in range(6)]))
def test_order_does_not_matter(keys: list[tuple[str, int]]) -> None:
    dice = keyed()
    straight = {key: keyed().draw(*key, 20) for key in sorted(keys)}
    assert {key: dice.draw(*key, 20) for key in keys} == straight


def test_every_part_of_the_key_matters() -> None:
    def stream(dice: KeyedDice, purpose: str = "p", start: int = 0) -> list[int]:
        return [dice.draw(purpose, start + i, 1000) for i in range(8)]

    streams = [
        stream(keyed()),
        stream(keyed(turn_uid="t2")),
        stream(keyed(attempt=2)),
        stream(keyed(source_ids=("a",))),
        stream(keyed(source_ids=("ab",))),
        stream(keyed(source_ids=("", "ab"))),
        stream(keyed(source_ids=("b", "a"))),
        stream(KeyedDice("60" * 32, turn_uid="t1", attempt=1, source_ids=("a", "b"))),
        stream(keyed(), purpose="q"),
        stream(keyed(), start=100),
    ]
    assert len({tuple(s) for s in streams}) == len(streams)


def test_lengths_keep_parts_apart() -> None:
    one = KeyedDice(SEED, turn_uid="ab", attempt=1, source_ids=("c",))
    two = KeyedDice(SEED, turn_uid="a", attempt=1, source_ids=("bc",))
    assert [one.draw("x", i, 10**6) for i in range(4)] != [two.draw("x", i, 10**6) for i in range(4)]


def test_known_draws_stay_what_they_are() -> None:
    assert [keyed().draw("check:0", i, 20) for i in range(6)] == KNOWN


@given(st.text(max_size=80), st.integers(0, 2**64 - 1), st.integers(1, 10**6), st.binary(min_size=1, max_size=80))
def test_a_draw_is_an_hmac(purpose: str, index: int, sides: int, seed: bytes) -> None:
    def packed(part: bytes) -> bytes:
        return len(part).to_bytes(4, "big") + part

    parts = [b"gm.draw.1", b"t1", b"1", b"2", b"a", b"b", purpose.encode(), index.to_bytes(8, "big"), bytes(4)]
    number = hmac.digest(seed, b"".join(packed(part) for part in parts), "sha256")
    dice = KeyedDice(seed.hex(), turn_uid="t1", attempt=1, source_ids=("a", "b"))
    assert dice.draw(purpose, index, sides) == int.from_bytes(number[:8], "big") % sides + 1


def test_uneven_rest_is_rejected() -> None:
    top = (1 << 64) - 1
    assert fair(top, 6) is None
    assert fair(top, 2) == 2
    assert fair(top - (1 << 64) % 6, 6) == 6


def test_commitment_is_the_hash_of_the_seed() -> None:
    assert seed_hash(SEED) == hashlib.sha256(bytes.fromhex(SEED)).hexdigest()


@pytest.mark.parametrize("sides", [0, -1, 10**6 + 1])
def test_impossible_dice(sides: int) -> None:
    with pytest.raises(DiceError):
        keyed().draw("x", 0, sides)


@pytest.mark.parametrize("seed", ["", "xyz", "abc"])
def test_bad_seed(seed: str) -> None:
    with pytest.raises(DiceError):
        seed_hash(seed)


def _chi_of_pairs(pairs: list[tuple[int, int]], sides: int) -> float:
    """Chi-squared of the table of pairs, as standard deviations from what independent dice give."""
    expected = len(pairs) / sides**2
    counts = Counter(pairs)
    chi = sum((counts[one, two] - expected) ** 2 / expected for one in range(sides) for two in range(sides))
    freedom = sides**2 - 1
    return (chi - freedom) / (2 * freedom) ** 0.5


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (lambda i: keyed().draw("p", i, 6), lambda i: keyed().draw("p", i + 1, 6)),
        (lambda i: keyed().draw("p", i, 6), lambda i: keyed().draw("q", i, 6)),
        (lambda i: keyed(attempt=i).draw("p", 0, 6), lambda i: keyed(attempt=i + 1).draw("p", 0, 6)),
        (lambda i: keyed(turn_uid=f"{i}").draw("p", 0, 6), lambda i: keyed(turn_uid=f"{i + 1}").draw("p", 0, 6)),
        (
            lambda i: keyed(source_ids=(f"{i}",)).draw("p", 0, 6),
            lambda i: keyed(source_ids=(f"{i}", "")).draw("p", 0, 6),
        ),
    ],
    ids=["the next die", "another purpose", "a redo", "the next turn", "another source"],
)
def test_neighbours_tell_nothing_of_each_other(one: Callable[[int], int], two: Callable[[int], int]) -> None:
    pairs = [(one(index) - 1, two(index) - 1) for index in range(3600)]
    assert abs(_chi_of_pairs(pairs, 6)) < 5


def test_the_judge_of_independence_can_fail() -> None:
    assert _chi_of_pairs([(index % 6, index % 6) for index in range(3600)], 6) > 100
    assert _chi_of_pairs([(index % 6, index // 6 % 6) for index in range(3600)], 6) < -4, "a counter is too even"


def test_python_and_openssl_give_the_same_digests() -> None:
    from gm.rules.draws import _quickest

    for text in (b"", b"x" * 63, b"y" * 200):
        assert _quickest()(text).digest() == hashlib.sha256(text).digest()
