"""Lore comes up when it is mentioned, to those who may know it, and quickly."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.campaign import LoreEntry
from gm.lore.activation import activate, index_of


def entry(name: str, *keys: str, order: int = 100, audience: str = "everyone", constant: bool = False) -> LoreEntry:
    return LoreEntry(
        id=name,
        title=name.title(),
        keys=keys,
        content=f"About {name}.",
        order=order,
        audience=audience,
        constant=constant,
    )  # type: ignore[arg-type]


LORE = (
    entry("bell", "bell", "old tib"),
    entry("toll", "toll", audience="party"),
    entry("deep", "deep", audience="gm"),
    entry("first", "bell", order=1),
    entry("always", "bell", constant=True),
    entry("keyless"),
    entry("dragon", "龙", "มังกร", "drache*"),
)


def ids(*texts: str, known: frozenset[str] = frozenset(), limit: int = 9) -> list[str]:
    return [view.id for view in activate(LORE, texts, known=known, limit=limit)]


def test_keys_are_whole_words_in_order() -> None:
    assert ids("The bell rings.") == ["first", "bell"]
    assert ids("Bellows and tolls.") == []
    assert ids("The Drachen!", "那条巨龙") == ["dragon"]


def test_hidden_lore_needs_to_be_known() -> None:
    assert ids("the deep toll") == []
    assert ids("the deep toll", known=frozenset({"toll"})) == ["toll"]
    assert ids("the deep toll", known=frozenset({"toll", "deep"})) == ["deep", "toll"]


def test_constant_and_keyless_entries_do_not_come_up() -> None:
    assert not {"always", "keyless"} & set(ids("bell keyless always"))


def test_why_names_the_key_of_the_newest_text() -> None:
    views = activate(LORE, ("nothing", "Old Tib again", "the bell"), known=frozenset(), limit=2)
    assert [(v.id, v.why) for v in views] == [
        ("first", '"bell" was mentioned 2 back'),
        ("bell", '"old tib" was mentioned 1 back'),
    ]
    assert views[0].content == "About first."


@pytest.mark.parametrize("limit", [0, 1, 2])
def test_the_limit_counts_what_may_be_read(limit: int) -> None:
    assert ids("toll deep bell", limit=limit) == ["first", "bell"][:limit]


def test_the_index_is_made_once() -> None:
    assert index_of(LORE) is index_of(LORE)
    assert index_of((*LORE,)) is not index_of(LORE)


@given(st.lists(st.sampled_from(["bell", "toll", "old", "tib", "sea", "龙"]), max_size=8), st.integers(0, 5))
def test_activation_is_a_function_of_its_values(words: list[str], limit: int) -> None:
    texts = (" ".join(words), " ".join(reversed(words)))
    first = activate(LORE, texts, known=frozenset({"toll"}), limit=limit)
    again = activate((*LORE,), texts, known=frozenset({"toll"}), limit=limit)
    assert first == again and len(first) <= limit


def test_two_hundred_entries_take_under_a_millisecond() -> None:
    lore = tuple(entry(f"e{n}", f"key{n}", f"long key {n}", f"钥匙{n}", f"stem{n}*") for n in range(200))
    filler = "The fog comes in over the wall and somebody talks about onions again, at length, as they do here. " * 6
    texts = [f"{filler} key{n * 7} and 钥匙{n} {n}" for n in range(10)]
    assert len(activate(lore, texts, known=frozenset(), limit=50)) > 10
    best = 1.0
    for turn in range(20):
        newest = f"{filler} a fresh line about key{turn}"
        start = time.perf_counter()
        activate(lore, [newest, *texts[:9]], known=frozenset(), limit=50)
        best = min(best, time.perf_counter() - start)
    assert best < 0.001
