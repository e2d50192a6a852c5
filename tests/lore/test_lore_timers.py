"""What stays, what rests, what comes once: over a whole talk, message by message."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.lore import LoreRule, Timer
from tests.lore.lore_stage import names, rule, scanned


def played(rules: Sequence[LoreRule], said: str, *, profile: str = "native") -> str:
    """What comes up while this is said, a letter a message (x is the key): `.` nothing, else the ids."""
    timers: tuple[Timer, ...] = ()
    shown = []
    for at in range(1, len(said) + 1):
        talk = [said[at - 1]]
        result = scanned(rules, *talk, profile=profile, timers=timers, total=at, options={"depth": 1})
        timers = result.timers
        shown.append("".join(names(result)) or ".")
    return "".join(shown)


@pytest.mark.parametrize("profile", ["native", "st"])
@pytest.mark.parametrize(
    ("fields", "said", "wanted"),
    [
        ({}, "x..x..", "a..a.."),
        ({"sticky": 1}, "x...", "a..."),
        ({"sticky": 3}, "x.....", "aaa..."),
        ({"sticky": 3}, "x.x...x", "aaa...a"),
        ({"sticky": 3}, "x..x..", "aaaaaa"),
        ({"cooldown": 1}, "xxxx", "aaaa"),
        ({"cooldown": 2}, "xxxx", "a.a."),
        ({"cooldown": 3}, "xxxxxxx", "a..a..a"),
        ({"cooldown": 3}, "x.x.x..", "a...a.."),
        ({"sticky": 2, "cooldown": 2}, "xxxxxxxx", "aa..aa.."),
        ({"sticky": 2, "cooldown": 3}, "x.......x", "aa......a"),
        ({"sticky": 3, "cooldown": 1}, "xxxxxxxx", "aaa.aaa."),
        ({"delay": 3}, "xxxx", "..aa"),
        ({"delay": 1}, "xx", "aa"),
        ({"delay": 2, "sticky": 2}, "xx...", ".aa.."),
        ({"delay": 2, "cooldown": 2}, "xxxxx", ".a.a."),
        ({"once": True}, "x.x.x", "a...."),
        ({"forever": True}, "..x...", "..aaaa"),
        ({"every": 2}, "xxxxx", ".a.a."),
    ],
)
def test_over_a_talk(profile: str, fields: dict[str, object], said: str, wanted: str) -> None:
    assert played([rule("a", "x", **fields)], said, profile=profile) == wanted


def test_what_stays_wins_its_group_and_its_draw() -> None:
    rules = [rule("a", "x", groups=("g",), sticky=3, probability=1), rule("b", "y", groups=("g",), order=999)]
    timers = (scanned([rules[0].model_copy(update={"probability": 100.0})], "x", total=1).timers)[0]
    fresh = Timer(**{**timers.model_dump(), "digest": _digest(rules[0])})
    assert names(scanned(rules, "y", total=2, timers=[fresh])) == ["a"]


def _digest(of: LoreRule) -> str:
    from gm.domain.lore import NATIVE
    from gm.lore.book import CompiledBook

    return CompiledBook([of], NATIVE).by_id[of.id].digest


def test_an_edited_entry_begins_anew() -> None:
    timers = scanned([rule("a", "x", sticky=5)], "x", total=1).timers
    assert names(scanned([rule("a", "x", sticky=5)], ".", total=2, timers=timers)) == ["a"]
    assert names(scanned([rule("a", "x", sticky=6)], ".", total=2, timers=timers)) == []


def test_a_talk_that_has_not_gone_on_takes_back_what_it_began() -> None:
    """A narration told again from the same messages: what its first telling began does not hold."""
    timers = scanned([rule("a", "x", sticky=5)], "x", total=4).timers
    assert names(scanned([rule("a", "x", sticky=5)], ".", total=4, timers=timers)) == []
    assert scanned([rule("a", "x", sticky=5)], ".", total=4, timers=timers).timers == ()


def test_a_timer_waits_for_its_book_until_its_end() -> None:
    timers = scanned([rule("a", "x", sticky=5)], "x", total=1).timers
    assert scanned([], ".", total=3, timers=timers).timers == timers
    assert scanned([], ".", total=6, timers=timers).timers == ()


@given(
    st.integers(0, 4),
    st.integers(0, 4),
    st.integers(0, 4),
    st.text(alphabet="x.", min_size=1, max_size=24),
)
def test_no_timer_outlives_its_end(sticky: int, cooldown: int, delay: int, said: str) -> None:
    shown = played([rule("a", "x", sticky=sticky, cooldown=cooldown, delay=delay)], said)
    assert "a" not in shown[: max(0, delay - 1)]
    run = 0
    for at, letter in enumerate(shown):
        run = run + 1 if letter == "a" else 0
        if said[at] != "x" and letter == "a":
            assert sticky > 0 and run <= sticky + (0 if cooldown else said.count("x") * sticky)
    if cooldown and not sticky:
        assert all("a" not in shown[at + 1 : at + cooldown] for at, letter in enumerate(shown) if letter == "a")


@given(st.text(alphabet="x.", min_size=1, max_size=16))
def test_the_same_talk_brings_the_same(said: str) -> None:
    rules = [rule("a", "x", sticky=2, cooldown=1), rule("b", "x", once=True), rule("c", "x", every=3)]
    assert played(rules, said) == played(rules, said)
