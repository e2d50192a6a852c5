"""What is done to a place or to somebody that is not here, by words alone: said so, without dice and without telling
what the campaign keeps to itself."""

from dataclasses import replace

import pytest
from rules_stage import brief_of, moved_to, said, starter, state_of

from gm.domain.brief import InputView
from gm.domain.ruling import Verdict
from gm.domain.ruling_brief import RulingBrief
from gm.domain.state import WorldState
from gm.rules.intents import propose_ruling, read_intent
from gm.rules.parting import known_places


def inn(text: str, *, at: str = "", seen: tuple[str, ...] = (), language: str = "en") -> RulingBrief:
    """The line at the inn of The Drowned Bell, or elsewhere; whoever plays has been to the places of `seen`."""
    state = state_of(campaign=starter(), party=("hanne-vetch",))
    state = moved_to(state, at) if at else state
    visited = {(f"place:{place}", "visited"): True for place in seen}
    state = replace(state, world=WorldState(dict(state.world.values) | visited))
    words: InputView = said(text, "do", character="hanne-vetch")
    known = tuple(place.id for place in known_places(state))
    return replace(brief_of(state, words, language=language), known_places=known)


def ruled(brief: RulingBrief) -> Verdict:
    (found,) = propose_ruling(brief).verdicts
    return found


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "I search the castle"),
        ("en", "I search through the whole library"),
        ("de", "Ich durchsuche die Bibliothek"),
        ("es", "Registro la biblioteca"),
        ("es", "Exploro las catacumbas"),
        ("ru", "Обыскиваю замок"),
        ("zh", "我搜查图书馆"),
        ("th", "ฉันตรวจสอบห้องสมุด"),
    ],
)
def test_a_kind_of_place_that_nobody_has_seen_here_is_not_searched(language: str, line: str) -> None:
    verdict = ruled(inn(line, language=language))
    assert not verdict.possible and verdict.check is None and verdict.refusal
    if language == "en":
        assert verdict.refusal.startswith("There is no ") and "that anybody can see" in verdict.refusal


def test_what_exists_unknown_and_what_does_not_are_answered_alike() -> None:
    """Whether the campaign has such a place is nothing that an answer may tell."""
    there = ruled(inn("I search the castle"))
    campaign = starter()
    hidden = campaign.places[-1].model_copy(update={"id": "keep", "name": "The Castle", "aliases": ("the castle",)})
    brief = inn("I search the castle")
    brief = replace(brief, campaign=campaign.model_copy(update={"places": (*campaign.places, hidden)}))
    assert ruled(brief).refusal == there.refusal


def test_of_a_place_that_the_party_knows_it_is_said_where_it_lies() -> None:
    far = ruled(inn("I search the landing", seen=("high-street", "landing")))
    barred = ruled(inn("I search the belfry", seen=("belfry",)))
    assert barred.refusal == "The Belfry of Saint Tib is not here.", "no way there is known"
    unknown = ruled(inn("I search the belfry"))
    assert unknown.possible or "Belfry of" not in unknown.refusal, "nothing is told of it"
    near = ruled(inn("I search High Street"))
    assert near.refusal == "High Street is not here. From here you can go to High Street." and near.check is None
    home = ruled(inn("I look for the Dry Eel", at="high-street"))
    assert home.refusal.startswith("The Dry Eel is not here. From here you can go to ")
    assert far.refusal == "The Landing is not here. From here you can go to High Street."


@pytest.mark.parametrize(
    "line",
    [
        "I search the room",
        "I search the taproom for a castle made of bread",
        "I look for a castle",
        "I search for a crypt",
    ],
)
def test_what_is_here_and_what_is_sought_is_searched(line: str) -> None:
    verdict = ruled(inn(line))
    assert verdict.possible and verdict.check is not None


def test_what_a_telling_spoke_of_can_be_searched() -> None:
    from gm.domain.play import Beat

    brief = inn("I search the library")
    told = Beat(1, 1, "action", (), "", "Behind the bar a door stands open on a small library.", "")
    assert not ruled(brief).possible
    assert ruled(replace(brief, transcript=(told,))).check is not None


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "I threaten the dragon"),
        ("de", "Ich bedrohe den Drachen"),
        ("es", "Amenazo al dragón"),
        ("es", "Intento engañar a la sacerdotisa"),
        ("ru", "Угрожаю дракону"),
        ("zh", "我威胁巨魔"),
        ("th", "ฉันขู่มังกร"),
    ],
)
def test_what_is_meant_for_somebody_else_does_not_touch_who_is_here(language: str, line: str) -> None:
    brief = inn(line, language=language)
    assert len(brief.others) == 1
    assert read_intent(line, "do", brief).target_id == ""
    effects = [each for outcome in ruled(brief).outcomes.values() for each in outcome.effects]
    assert not any(getattr(each, "npc", "") for each in effects)


def test_the_landlord_is_still_meant_where_nobody_else_is_named() -> None:
    for line in ("I threaten him", "I ask about the fog", "I persuade the landlord"):
        assert read_intent(line, "do", inn(line)).target_id == "bartle-onley"


def test_nobody_is_kissed_who_is_not_here() -> None:
    assert ruled(inn("I kiss Ketty Sloe")).refusal == "Ketty Sloe is not here."
    assert ruled(inn("I think of Ketty Sloe")).possible


@pytest.mark.parametrize(
    ("line", "goes"),
    [
        ("I go out to the street and follow the bell", True),
        ("I walk to High Street, then look for the bell", True),
        ("I listen for the bell and go out to the street", False),
        ("I follow the bell", False),
    ],
)
def test_what_is_named_after_a_walk_is_done_where_it_leads(line: str, goes: bool) -> None:
    intent = read_intent(line, "do", inn(line))
    assert (intent.kind == "move" and intent.target_id == "high-street") is goes, intent
