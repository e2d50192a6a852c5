"""Sampler settings: what a server does not take is named and left out; nothing goes away without a word."""

import logging
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fakes import says, serving

from gm.domain.calls import BackendRequest, Candidate, Message, Role
from gm.models.backend import LitellmBackend
from gm.models.samplers import _everywhere, _table, fitted, server_of

SERVERS = sorted(_table()["servers"])
HERE = Candidate("openai/m", endpoint="http://127.0.0.1:8080/v1", provider="local")


def at(server: str, **extra: Any) -> Candidate:
    """A candidate that this server runs."""
    local = {"llama.cpp", "vllm", "ollama", "lm studio", "koboldcpp", "tabbyapi"}
    if server in local:
        return replace(HERE, provider=server, extra=extra)
    return Candidate(f"{server}/m", provider=server, extra=extra)


@given(st.sampled_from(SERVERS), st.dictionaries(st.sampled_from(sorted(_everywhere())), st.integers(1, 9), max_size=6))
def test_each_setting_is_sent_or_named(server: str, extra: dict[str, int]) -> None:
    done = fitted(at(server, **extra))
    left_out = {warning.setting for warning in done.warnings if not warning.sent}
    taken, same = set(_table()["servers"][server]["takes"]), _table()["servers"][server].get("same", {})
    assert left_out == {name for name in extra if name not in taken and name not in same}
    sent = {**done.arguments, **done.body}
    assert set(sent) <= taken
    assert set(sent) == {name if name in taken else same[name] for name in extra if name not in left_out}


@pytest.mark.parametrize("server", SERVERS)
def test_every_server_is_recognised(server: str) -> None:
    assert server_of(at(server)) == server


@pytest.mark.parametrize(
    ("candidate", "said"),
    [
        (at("openai", min_p=0.1), "openai does not take `min_p`; it is left out"),
        (at("ollama", min_p=0.1), "ollama does not take `min_p`; it is left out"),
        (at("openrouter", dry_multiplier=0.8), "openrouter does not take `dry_multiplier`; it is left out"),
        (at("openrouter", temprature=1), "`temprature` is no setting that a server is known to take (did you mean "),
        (at("llama.cpp", dry_multiplyer=1), "(did you mean `dry_multiplier`?); it is sent as it is"),
        (replace(HERE, extra={"xtc_treshold": 1}), "(did you mean `xtc_threshold`?)"),
    ],
)
def test_a_warning_has_the_name_and_who_does_not_take_it(candidate: Candidate, said: str) -> None:
    (warning,) = fitted(candidate).warnings
    assert said in str(warning)


def test_what_others_call_otherwise_is_translated() -> None:
    done = fitted(at("koboldcpp", repetition_penalty=1.1, banned_strings=["Elara"], typical_p=0.9))
    assert done.body == {"rep_pen": 1.1, "banned_tokens": ["Elara"], "typical": 0.9} and done.warnings == ()
    assert fitted(at("vllm", banned_strings=["Elara"])).body == {"bad_words": ["Elara"]}


async def test_on_the_wire_and_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    extra = {"temperature": 0.9, "min_p": 0.05, "dry_multiplier": 0.8, "xtc_probability": 0.5, "top_a": 0.1}
    extra |= {"repetition_penalty": 1.1, "reasoning_effort": "low", "stop": ["\n\n"], "tempo": 3}
    async with serving(says("Yes."), says("Yes.")) as server:
        candidate = replace(HERE, endpoint=server.base, provider="llama.cpp", extra=extra)
        backend = LitellmBackend(lambda name: None)
        request = BackendRequest(candidate, Role.NARRATOR, (Message("user", "Hm?"),), 20, None)
        with caplog.at_level(logging.WARNING, logger="gm.models"):
            for _ in range(2):
                async for _chunk in backend.stream(request):
                    pass
    body = server.seen[0].body
    sent = {name: body.get(name) for name in (*extra, "repeat_penalty")}
    assert sent == {
        **extra,
        "top_a": None,
        "repetition_penalty": None,
        "reasoning_effort": None,
        "repeat_penalty": 1.1,
    }
    told = [record.getMessage() for record in caplog.records]
    assert len(told) == 3 and all(
        any(f"`{name}`" in line for line in told) for name in ("top_a", "tempo", "reasoning_effort")
    )
