"""A draft lints before it is offered, is put right by the model that wrote it, and is paid for as forging."""

import pytest
from forge_shop import MILL, RULES, shop

from gm.authoring.load import load_campaign
from gm.domain.boundaries import read_boundaries
from gm.domain.errors import BadReply, Refused
from gm.forge.bounded import beyond, bounded
from gm.forge.drafting import draft
from gm.forge.kinds import KINDS
from gm.store.calls import load_calls
from gm.store.database import Database

GOOD = """Here she is:
```yaml
old-meg:
  name: Old Meg
  place: yard
  appearance: A small woman with a coil of wire round her wrist.
  persona: Answers what was not asked.
  lines: ["Mind the cart.", "I sold him that wheel."]
  favourite_colour: green
```
"""


async def test_a_model_s_entry_is_offered_as_a_diff_that_lints(database: Database) -> None:
    made_by, scripted = shop(database, [GOOD])
    made = await draft(made_by, KINDS["npc"], "a woman who mends wheels", player="local")
    assert made.id == "old-meg" and made.by_model and not made.problems
    assert "favourite_colour" not in made.fields
    after = made.addition.applied(made_by.sources)
    grown = load_campaign(after, rulesets=RULES, slug="mill")
    assert [npc.id for npc in grown.npcs] == ["gregor", "old-meg"]
    assert grown.npc("old-meg").lines == ("Mind the cart.", "I sold him that wheel.")
    lines = made.addition.diff().splitlines()
    assert not [line for line in lines if line.startswith("-") and not line.startswith("---")]
    asked = scripted.requests[0].messages
    assert "a woman who mends wheels" in asked[-1].content
    assert "Tired and honest." in asked[0].content and "mill (The Mill)" in asked[0].content
    async with database.read() as db:
        (call,) = await load_calls(db)
    assert (call.category, call.content_tag, call.status) == ("forge", "roleplay/writers", "ok")


async def test_what_does_not_lint_is_sent_back_with_what_is_wrong(database: Database) -> None:
    wrong = GOOD.replace("place: yard", "place: yrad")
    made_by, scripted = shop(database, [wrong, GOOD])
    made = await draft(made_by, KINDS["npc"], "a woman who mends wheels", player="local")
    assert not made.problems and made.fields["place"] == "yard"
    said = scripted.requests[1].messages[-1].content
    assert "yrad" in said and "yard" in said and "cannot be used" in said


async def test_what_never_lints_is_shown_with_its_problems(database: Database) -> None:
    wrong = GOOD.replace("place: yard", "place: nowhere-at-all")
    made_by, scripted = shop(database, [wrong] * 3)
    made = await draft(made_by, KINDS["npc"], "a woman", player="local")
    assert len(scripted.requests) == 3
    assert any("nowhere-at-all" in str(problem) for problem in made.problems)


async def test_prose_is_no_entry(database: Database) -> None:
    made_by, scripted = shop(database, ["I would love to help you with that."] * 3)
    with pytest.raises(BadReply):
        await draft(made_by, KINDS["npc"], "a woman", player="local")
    assert len(scripted.requests) == 3


async def test_a_place_can_be_left_by_the_way_that_leads_to_it(database: Database) -> None:
    reply = "loft:\n  name: The Loft\n  description: Sacks, and a rope that moves.\n  exits: {mill: a ladder down}\n"
    made_by, _ = shop(database, [reply])
    made = await draft(made_by, KINDS["location"], "a loft", player="local")
    assert not made.problems
    grown = load_campaign(made.addition.applied(made_by.sources), rulesets=RULES, slug="mill")
    assert "loft" in [way.to for way in grown.place("mill").exits]
    assert grown.place("mill").gm_notes == "Dust burns."


async def test_an_exit_is_put_into_braces_too(database: Database) -> None:
    reply = "lane:\n  name: The Lane\n  description: Ruts and nettles.\n  exits: {yard: back to the yard}\n"
    made_by, _ = shop(database, [reply])
    made = await draft(made_by, KINDS["location"], "a lane", player="local")
    grown = load_campaign(made.addition.applied(made_by.sources), rulesets=RULES, slug="mill")
    assert [way.to for way in grown.place("yard").exits] == ["mill", "lane"]


@pytest.mark.parametrize("kind", sorted(KINDS))
async def test_without_a_model_the_sentence_stands_where_it_belongs_and_lints(database: Database, kind: str) -> None:
    made_by, _ = shop(database, None)
    wish = "a ferryman called Aldous Prim, who lies about tides"
    made = await draft(made_by, KINDS[kind], wish, player="local")
    assert made.id == "aldous-prim" and not made.by_model
    assert not made.problems, [str(each) for each in made.problems]
    assert "lies about tides" in made.text
    async with database.read() as db:
        assert not await load_calls(db)


async def test_a_character_s_numbers_are_never_the_model_s(database: Database) -> None:
    reply = "bo:\n  name: Bo\n  concept: a strong man\n  sheet: {max_hp: 900}\n"
    made_by, _ = shop(database, [reply])
    made = await draft(made_by, KINDS["character"], "a strong man", player="local")
    assert not made.problems and made.fields["sheet"].get("max_hp", 8) == 8


async def test_nothing_is_asked_of_a_model_for_an_empty_wish(database: Database) -> None:
    made_by, scripted = shop(database, [GOOD])
    for wish in ("  ", "x" * 700):
        with pytest.raises(Refused):
            await draft(made_by, KINDS["npc"], wish, player="local")
    assert not scripted.requests


async def test_what_the_campaign_does_not_play_is_sent_back_without_its_words(database: Database) -> None:
    wrong = GOOD.replace("I sold him that wheel.", "There are rats in the flour.")
    made_by, scripted = shop(database, [wrong, GOOD])
    made = await draft(made_by, KINDS["npc"], "a woman who mends wheels", player="local")
    assert not made.problems and "rats" not in made.text
    assert "npcs.old-meg.lines: goes where this campaign does not" in scripted.requests[1].messages[-1].content
    made_by, scripted = shop(database, [wrong] * 3)
    made = await draft(made_by, KINDS["npc"], "a woman who mends wheels", player="local")
    assert [each.path for each in made.problems] == ["npcs.old-meg.lines"] and "rats" not in str(made.problems)


@pytest.mark.parametrize("replies", [None, [GOOD]], ids=["skeleton", "model"])
@pytest.mark.parametrize("wish", ["a woman who keeps rats", "a woman who keeps r.a.t.s"])
async def test_what_the_campaign_does_not_play_is_not_asked_for(
    database: Database, replies: list[str] | None, wish: str
) -> None:
    made_by, scripted = shop(database, replies)
    with pytest.raises(Refused, match="does not play that"):
        await draft(made_by, KINDS["npc"], wish, player="local")
    assert not scripted.requests


def test_what_host_and_server_do_not_play_counts_too() -> None:
    campaign = load_campaign({"campaign.yaml": MILL}, rulesets=RULES, slug="mill")
    found = bounded(campaign, read_boundaries(("owls: owl, owls",), "line"), "everyone", None)
    assert found.rating == "everyone" and [line.partition(":")[0] for line in found.lines] == ["owls", "rats"]
    assert beyond(found, "npcs.meg", {"secrets": {"one": {"text": "The owl knows."}}, "name": "Meg"})
    assert not beyond(campaign, "npcs.meg", {"secrets": {"one": {"text": "The owl knows."}}, "name": "Meg"})


def test_every_hint_is_of_a_field_and_no_needed_field_lacks_one() -> None:
    for kind in KINDS.values():
        assert set(kind.required) <= set(kind.fields) | {"sheet"}, kind.name
    assert MILL.count(b"\n") > 20
