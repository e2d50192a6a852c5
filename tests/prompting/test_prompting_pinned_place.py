"""What is fixed about a place is said once, ahead of the adjudicator's transcript; the tail then names it."""

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from prompting_sample import QUARTERS, TEMPLATES, ruling

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.brief import PlaceView
from gm.domain.campaign import Campaign
from gm.domain.prompt import Layer, Prompt
from gm.domain.ruling_brief import ChallengeView
from gm.prompting.layout import assemble_ruling, place_tokens

COMMON = {"templates": TEMPLATES, "counter": QUARTERS, "window": 32768, "reply_tokens": 400}


@lru_cache(maxsize=1)
def bell() -> Campaign:
    folder = resources.campaign_folders(Path("/nonexistent"))["drowned-bell"]
    return load_campaign(resources.campaign_sources(folder), rulesets=resources.ruleset_sources())


def prompt(*, pinned: str, here: str = "dry-eel", turn: int = 9) -> Prompt:
    campaign = bell()
    place = campaign.place(here)
    assert place is not None
    challenges = tuple(
        ChallengeView(each.id, each.title, each.keys, each.skill or "", None, each.stakes, ())
        for each in campaign.challenges
        if each.place == here
    )
    view = PlaceView(place.id, place.name, place.description, (), (), (), False)
    notes = (place.gm_notes,) if place.gm_notes else ()
    brief = replace(ruling(), campaign=campaign, place=view, challenges=challenges, gm_notes=notes, secrets=())
    return assemble_ruling(replace(brief, pinned=pinned, turn_number=turn), **COMMON)


def texts(made: Prompt) -> tuple[str, str]:
    """What stands ahead of the transcript about the place, and the situation."""
    ahead = [section.text for section in made.sections if section.layer is Layer.SCENE]
    now = next(section.text for section in made.sections if section.key == "tail/situation")
    return "\n".join(ahead), now


def test_the_tail_names_what_is_said_ahead() -> None:
    whole, short = texts(prompt(pinned="")), texts(prompt(pinned="dry-eel"))
    place = bell().place("dry-eel")
    assert place is not None
    assert whole[0] == "" and place.description[:40] in whole[1]
    assert place.description[:40] in short[0] and place.description[:40] not in short[1]
    assert len(short[1]) < len(whole[1]) * 0.8
    for challenge in (each for each in bell().challenges if each.place == "dry-eel"):
        assert challenge.id in short[1], "which of it holds now is still said"
        assert challenge.title in short[0] and challenge.title in whole[1]


def test_elsewhere_the_tail_is_whole() -> None:
    ahead, now = texts(prompt(pinned="dry-eel", here="landing"))
    place = bell().place("landing")
    assert place is not None and "dry-eel" in ahead
    assert place.description[:40] in now


def test_it_is_the_same_in_every_turn_and_its_room_is_known() -> None:
    first, later = prompt(pinned="dry-eel", turn=9), prompt(pinned="dry-eel", here="landing", turn=12)
    assert texts(first)[0] == texts(later)[0]
    section = next(section for section in first.sections if section.layer is Layer.SCENE)
    brief = replace(ruling(), campaign=bell(), pinned="dry-eel")
    assert place_tokens(brief, **COMMON) == section.tokens
    assert place_tokens(replace(brief, pinned=""), **COMMON) == 0
    assert place_tokens(replace(brief, pinned="nowhere"), **COMMON) == 0
