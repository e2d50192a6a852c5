"""Pauses, rests and events: what a door has against candidates that fail."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fakes import prompt, purpose

from gm.domain.calls import Candidate, Role, Route
from gm.domain.errors import BadReply, ContextOverflow, ModelError, ModelUnavailable
from gm.domain.health import Ailing
from gm.models.accounts import Account
from gm.models.attempt import Manner
from gm.models.cooldown import Cooling, MemoryCooldowns, Ward, key_of
from gm.models.deadlines import TransientFailure
from gm.models.door import Door
from gm.models.events import MemoryEvents
from gm.models.ledger_memory import MemoryLedger
from gm.models.remedies import Remedies
from gm.models.retrying import Backoff, Wait, wait_of
from gm.models.routes import RouteTable
from gm.models.scripted import ScriptedBackend
from gm.models.tokens import CharacterCounter
from gm.models.windows import Windows, told_window

NOW = datetime(2030, 1, 1, 12, tzinfo=UTC)
ONE = Candidate(model="one", backend="scripted", price_in=1.0, price_out=2.0)
TWO = replace(ONE, model="two")


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return (self.at - NOW).total_seconds()


class Table:
    """A door whose pauses move the clock, and nothing waits."""

    def __init__(self, script: Any, *, candidates: Sequence[Candidate] = (ONE, TWO), after: int = 3) -> None:
        self.clock = Clock()
        self.pauses: list[float] = []
        self.events = MemoryEvents()
        self.cooldowns = MemoryCooldowns()
        self.ledger = MemoryLedger()
        self.backend = ScriptedBackend(script)
        self.offline = ScriptedBackend(lambda _: "Told offline.")
        ward = Ward(self.cooldowns, self.clock, Cooling(after=after))
        self.door = Door(
            RouteTable({Role.NARRATOR: Route(Role.NARRATOR, tuple(candidates))}),
            {"scripted": self.backend, "offline": self.offline},
            self.ledger,
            self.clock,
            CharacterCounter(),
            remedies=Remedies(self.clock, ward, events=self.events, pause=self.pause),
        )

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.clock.at += timedelta(seconds=seconds)

    async def ask(self, **more: Any) -> Any:
        return await self.door.complete(prompt(), purpose=purpose(), **more)

    def asked(self) -> list[str]:
        return [request.candidate.model for request in self.backend.requests]

    def noted(self) -> list[tuple[str, str, str]]:
        return [(event.fault, event.done, event.to) for event in self.events.events]


def busy(wait: Wait | None = None, fault: str = "rate") -> TransientFailure:
    error = TransientFailure("busy").of(fault)
    error.wait = wait
    return error


HTTP_DATE = "Tue, 01 Jan 2030 12:00:07 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "3"}, 3),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": HTTP_DATE}, 7),
        ({"retry-after": "Tue, 01 Jan 2030 11:00:00 GMT"}, 0),
        ({"retry-after-ms": "250"}, 0.25),
        ({"x-ratelimit-reset": str(int(NOW.timestamp()) + 30)}, 30),
        ({"x-ratelimit-reset": str((int(NOW.timestamp()) + 30) * 1000)}, 30),
        ({"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "6m0s"}, 360),
        ({"x-ratelimit-reset-tokens": "20ms"}, 0.02),
        ({"retry-after": "2", "x-ratelimit-reset-tokens": "6m0s"}, 2),
        ({"retry-after": "999999999"}, 86400),
    ],
)
def test_what_providers_say_about_when_to_come_back(headers: dict[str, str], seconds: float) -> None:
    wait = wait_of(headers)
    assert wait is not None and wait.left(NOW) == pytest.approx(seconds)


@pytest.mark.parametrize("value", ["", "soon", "-3", "nan", "inf", "1e30", "Tue, 99 Jan", "s", "½"])
def test_what_cannot_be_understood_is_nothing(value: str) -> None:
    assert wait_of({"retry-after": value}) is None


@given(st.text(max_size=20))
def test_no_header_breaks_the_reading(value: str) -> None:
    wait = wait_of({"retry-after": value, "x-ratelimit-reset": value})
    assert wait is None or 0 <= wait.left(NOW) <= 86400


async def test_a_busy_candidate_is_asked_again_after_growing_pauses() -> None:
    table = Table([busy(), busy(), "It rains."], candidates=(ONE,))
    assert (await table.ask()).model == "one"
    assert table.pauses == [0.5, 1.0]
    assert table.noted() == [("rate", "retried", ""), ("rate", "retried", "")]
    assert [event.wait_ms for event in table.events.events] == [500, 1000]
    assert [event.call_id for event in table.events.events] == [1, 2]


async def test_where_another_stands_behind_it_one_pause_is_enough() -> None:
    table = Table([busy(), busy(), "It rains."])
    assert (await table.ask()).model == "two"
    assert table.pauses == [0.5] and table.noted()[-1] == ("rate", "next", "two")


async def test_a_short_wait_that_is_asked_for_is_kept_to_the_letter() -> None:
    table = Table([busy(Wait(2.0)), "It rains."])
    assert (await table.ask()).model == "one"
    assert table.pauses == [pytest.approx(2.1)]


async def test_a_long_wait_is_not_waited_for_and_nobody_asks_before_it_is_over() -> None:
    table = Table(lambda r: busy(Wait(30.0)) if r.candidate.model == "one" else "It rains.")
    assert (await table.ask()).model == "two"
    assert table.pauses == [] and table.noted() == [("rate", "rested", ""), ("rate", "next", "two")]
    table.clock.at += timedelta(seconds=29)
    assert (await table.ask()).model == "two"
    assert table.asked() == ["one", "two", "two"]
    assert table.noted()[-1] == ("resting", "next", "two")
    table.clock.at += timedelta(seconds=2)
    await table.ask()
    assert table.asked()[-2:] == ["one", "two"]


async def test_no_pause_is_longer_than_the_time_that_is_left() -> None:
    table = Table([busy(Wait(3.0)), "It rains."])
    ends = asyncio.get_running_loop().time() + 4
    assert (await table.ask(manner=Manner(ends))).model == "two"
    assert table.pauses == []


@given(st.integers(1, 6), st.floats(0, 1), st.none() | st.floats(0, 9), st.none() | st.floats(0, 9))
def test_a_pause_is_bounded(tried: int, jitter: float, named: float | None, left: float | None) -> None:
    wait = None if named is None else Wait(named)
    pause = Backoff().pause(tried, wait, now=NOW, jitter=jitter, left=left)
    if pause is None:
        assert (named or 0) > 4 or left is not None
    else:
        assert (named or 0) <= pause <= 4.4 and (left is None or pause < left / 2)


async def test_after_some_failures_in_a_row_it_rests_and_recovers() -> None:
    sick = True
    table = Table(
        lambda r: ModelUnavailable("gone").of("silent") if r.candidate.model == "one" and sick else "It rains."
    )
    for _ in range(5):
        assert (await table.ask()).model == "two"
    assert table.asked().count("one") == 3, "the fourth and fifth turn waited for nobody"
    table.clock.at += timedelta(seconds=21)
    await table.ask()
    assert table.asked().count("one") == 4, "one try after its rest"
    await table.ask()
    assert table.asked().count("one") == 4, "its second rest is longer"
    sick = False
    table.clock.at += timedelta(seconds=60)
    assert (await table.ask()).model == "one"
    assert table.cooldowns.ailing == {}


async def test_a_success_between_failures_forgives() -> None:
    replies = [ModelUnavailable("gone").of("silent"), "Fine."] * 5
    table = Table(replies, candidates=(ONE,))
    for _ in range(5):
        await table.ask()
    assert len(table.asked()) == 5 and table.cooldowns.ailing.keys() == {key_of(ONE, None)}


async def test_if_all_rest_the_one_that_recovers_first_is_asked_before_the_offline_narrator() -> None:
    waits = {"one": 100.0, "two": 50.0}
    table = Table(lambda r: busy(Wait(waits[r.candidate.model])))
    assert (await table.ask()).backend == "offline"
    assert (await table.ask()).backend == "offline"
    assert table.asked() == ["one", "two", "two"]
    assert table.noted()[-1] == ("rate", "offline", "offline")


async def test_where_others_come_after_nobody_asks_one_that_rests() -> None:
    table = Table(lambda r: busy(Wait(100.0)), candidates=(ONE,))
    for _ in range(2):
        with pytest.raises(ModelError):
            await table.ask(manner=Manner(last_resort=False))
    assert table.asked() == ["one"]
    assert table.noted()[-1] == ("resting", "gave_up", "")


@pytest.mark.parametrize("error", [BadReply("no").of("refusal"), ContextOverflow("long"), BadReply("no JSON")])
async def test_what_says_nothing_of_its_health_is_not_held_against_it(error: ModelError) -> None:
    table = Table(lambda r: error if r.candidate.model == "one" else "It rains.")
    for _ in range(6):
        await table.ask()
    assert table.asked().count("one") == 6 and table.cooldowns.ailing == {}


async def test_another_purse_is_another_candidate() -> None:
    table = Table(lambda r: busy(Wait(100.0)) if r.keys is None else "It rains.", candidates=(ONE,))
    await table.ask()
    own = Account("guild:1", table.door.routes, "guild:1", keys=lambda _: "k")
    assert (await table.door.on(own).complete(prompt(), purpose=purpose())).model == "one"


def test_calls_that_were_under_way_do_not_make_a_rest_longer() -> None:
    policy, ailing = Cooling(after=1), None
    for _ in range(32):
        ailing = policy.failed(ailing, "k", "m", "silent", wait=None, now=NOW, jitter=0.5)
    assert ailing is not None and ailing.until == NOW + timedelta(seconds=20) and ailing.rests == 1


@given(st.integers(1, 40), st.floats(0, 1))
def test_no_rest_is_longer_than_the_longest(times: int, jitter: float) -> None:
    policy, ailing, now = Cooling(), None, NOW
    for _ in range(times):
        ailing = policy.failed(ailing, "k", "m", "silent", wait=None, now=now, jitter=jitter)
        assert isinstance(ailing, Ailing)
        assert ailing.until is None or ailing.until - now <= timedelta(seconds=policy.longest * 1.1)
        now = ailing.until or now


@pytest.mark.parametrize(
    ("said", "window", "asked"),
    [
        ("request (5021 tokens) exceeds the available context size (4096 tokens)", 4096, 5021),
        ('{"error":{"n_prompt_tokens":5021,"n_ctx":4096}}', 4096, 5021),
        (
            "This model's maximum context length is 8,192 tokens. However, your messages resulted in 9000 tokens",
            8192,
            9000,
        ),
        ("prompt is too long: 210000 tokens > 200000 maximum", 200000, 210000),
        (
            "The input token count (1048600) exceeds the maximum number of tokens allowed (1048576)",
            1048576,
            1048600,
        ),
        ("the prompt is longer than I like", None, None),
    ],
)
def test_windows_are_learned_from_what_servers_say(said: str, window: int | None, asked: int | None) -> None:
    assert told_window(said) == (window, asked)


def test_a_learned_window_is_in_tokens_by_our_own_count_and_only_shrinks() -> None:
    windows = Windows()
    error = ContextOverflow("long")
    error.window, error.asked = 7000, 14000
    first = windows.learn(ONE, error, counted=12000, reply=400)
    assert first == int(6000 * 0.95) == windows.of(ONE)
    assert windows.learn(ONE, ContextOverflow("long"), counted=5000, reply=400) < first
    for _ in range(9):
        windows.learn(ONE, ContextOverflow("long"), counted=5000, reply=400)
    assert windows.of(ONE) == 2048
    assert windows.of(TWO) == TWO.context_window
