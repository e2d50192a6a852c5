"""The judge finds what Discord's document forbids."""

import pytest
from loopback.judge import ABSENT, Judge, quick, schema_of, thorough

CREATE = "/channels/{channel_id}/messages"


@pytest.fixture
def judge() -> Judge:
    made = Judge()
    if not made.available:
        pytest.skip(ABSENT)
    return made


def test_a_good_request_has_no_finding(judge: Judge) -> None:
    judge.request("POST", CREATE, {}, {"content": "hello", "nonce": "n", "enforce_nonce": True})
    assert judge.on_requests == []


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"content": 5}, "content"),
        ({"embeds": [{"title": "x" * 257}]}, "embeds.0.title"),
        (
            {"components": [{"type": 1, "components": [{"type": 2, "style": 1, "custom_id": "x" * 101}]}]},
            "components.0",
        ),
        ({"allowed_mentions": {"parse": ["everybody"]}}, "allowed_mentions.parse.0"),
    ],
)
def test_bad_requests_are_found(judge: Judge, body: dict[str, object], place: str) -> None:
    judge.request("POST", CREATE, {}, body)
    (finding,) = judge.on_requests
    assert finding.place.startswith(place)


def test_undocumented_routes_and_parameters_are_found(judge: Judge) -> None:
    judge.request("POST", "/channels/{channel_id}/dance", {}, None)
    judge.request("GET", CREATE, {"offset": "3"}, None)
    assert [f.problem for f in judge.on_requests] == ["not in the document", "not a documented parameter"]


def test_bad_answers_are_found(judge: Judge) -> None:
    judge.answer("GET", "/users/@me", 200, {"id": "1", "username": "x"})
    judge.answer("POST", CREATE, 202, {})
    judge.answer("POST", CREATE, 400, {"text": "no"})
    assert {f.status for f in judge.on_answers} == {200, 202, 400}
    assert any("mfa_enabled" in f.problem for f in judge.on_answers)


def test_a_finding_is_listed_once(judge: Judge) -> None:
    for _ in range(3):
        judge.request("POST", CREATE, {}, {"content": 5})
    assert len(judge.on_requests) == 1


def test_switched_off_it_finds_nothing() -> None:
    judge = Judge(enabled=False)
    judge.request("POST", CREATE, {}, {"content": 5})
    judge.answer("GET", "/users/@me", 200, {})
    assert judge.on_requests == judge.on_answers == []


@pytest.mark.parametrize(
    ("body", "good"),
    [
        ({"content": "x" * 4000}, True),
        ({"content": "x" * 4001}, False),
        ({"content": "é" * 4000}, True),
        ({"content": "\N{WATER WAVE}" * 4000, "tts": None}, True),
        ({"flags": 1 << 15, "components": [{"type": 10, "content": "words"}]}, True),
        ({"components": [{"type": 99}]}, False),
        ({"message_reference": {"message_id": "12"}}, True),
        ({"message_reference": {"message_id": "minus"}}, False),
        ({"message_reference": {}}, False),
        ({"embeds": [{"timestamp": "2026-03-01T10:00:00Z"}]}, True),
        ({"embeds": [{"timestamp": "2026-03-01T10:00:00"}]}, False),
        ({"attachments": [{"id": "0", "description": 7}]}, False),
    ],
)
def test_the_quick_look_and_the_thorough_one_agree(judge: Judge, body: dict[str, object], good: bool) -> None:
    schema = schema_of("POST", CREATE, None)
    assert schema is not None
    assert (quick(schema).is_valid(body), thorough(schema).is_valid(body)) == (good, good)
