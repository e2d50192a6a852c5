"""Sheets of characters that players make: legal for any ruleset and any picks, and as strong as the ready ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.campaign import Campaign, Item, Opening, Place, PlayerCharacter, Sheet
from gm.domain.errors import Refused
from gm.domain.ruleset import Attribute, DegreeRule, Resource, Ruleset, Skill
from gm.rules.own import own_character, own_sheet, read_picks, training_ranks

NAMES = ["might", "wits", "heart", "grace", "lore", "luck", "light"]


@st.composite
def campaigns(draw: st.DrawFn) -> Campaign:
    """Any campaign with a small kit of its own and up to five ready characters, who may be anything the kit allows."""
    attributes = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=5))
    skills = draw(st.lists(st.sampled_from([f"skill-{n}" for n in range(12)]), unique=True, max_size=8))
    training = draw(st.dictionaries(st.integers(0, 4), st.integers(-1, 9), max_size=4))
    tops = draw(st.lists(st.none() | st.integers(0, 6), max_size=3))
    kit = Ruleset(
        slug="kit",
        title="Kit",
        attributes=tuple(Attribute(id=name, name=name) for name in attributes),
        skills=tuple(
            Skill(id=name, name=name, attribute=draw(st.sampled_from(attributes or ["none"]))) for name in skills
        ),
        default_skill=skills[0] if skills else "none",
        training=training,
        difficulties={"fair": 10},
        degrees=(DegreeRule(id="success", label="yes", margin=0, success=True),),
        resources=tuple(Resource(id=f"res-{n}", name="r", maximum=top) for n, top in enumerate(tops)),
    )
    levels = st.sampled_from(sorted(training)) if training else st.just(0)
    items = [Item(id="sword", name="sword", damage="1d8"), Item(id="rope", name="rope")]
    ready = [
        PlayerCharacter(
            id=f"pc-{number}",
            name=f"Ready {number}",
            concept="c",
            sheet=Sheet(
                attributes={name: draw(st.integers(-3, 5)) for name in attributes},
                skills={name: draw(levels) for name in skills},
                max_hp=draw(st.integers(1, 40)),
                defence=draw(st.integers(0, 30)),
                damage=draw(st.none() | st.sampled_from(["1d3", "2d6", "1d4+1"])),
                resources={each.id: draw(st.integers(0, each.maximum or 9)) for each in kit.resources},
                items={item.id: draw(st.integers(1, 3)) for item in items if draw(st.booleans())},
            ),
        )
        for number in range(draw(st.integers(0, 5)))
    ]
    place = Place(id="hut", name="Hut", description="A hut.")
    opening = Opening(place="hut", text="Rain.")
    return Campaign(
        slug="any",
        title="Any",
        ruleset=kit,
        characters=tuple(ready),
        places=(place,),
        items=tuple(items),
        opening=opening,
    )


def check_legal(campaign: Campaign, sheet: Sheet) -> None:
    rules = campaign.ruleset
    assert set(sheet.attributes) <= {each.id for each in rules.attributes}
    assert set(sheet.skills) <= {each.id for each in rules.skills}
    assert set(sheet.skills.values()) <= set(rules.training)
    assert set(sheet.items) <= {each.id for each in campaign.items}
    for name, count in sheet.resources.items():
        top = next(each.maximum for each in rules.resources if each.id == name)
        assert count > 0 and (top is None or count <= top)
    assert Sheet.model_validate_json(sheet.model_dump_json()) == sheet


@given(campaigns(), st.lists(st.sampled_from([f"skill-{n}" for n in range(14)]), max_size=14))
def test_a_sheet_is_legal_and_lies_among_the_ready_ones(campaign: Campaign, picks: list[str]) -> None:
    sheet = own_sheet(campaign, picks)
    check_legal(campaign, sheet)
    assert own_sheet(campaign, picks) == sheet
    ready = [pc.sheet for pc in campaign.characters]
    if ready:
        names = [each.id for each in campaign.ruleset.attributes]
        mine = sorted((sheet.attributes.get(name, 0) for name in names), reverse=True)
        theirs = [sorted((each.attributes.get(name, 0) for name in names), reverse=True) for each in ready]
        for rank, value in enumerate(mine):
            assert min(row[rank] for row in theirs) <= value <= max(row[rank] for row in theirs)
        assert min(each.max_hp for each in ready) <= sheet.max_hp <= max(each.max_hp for each in ready)
        assert min(each.defence for each in ready) <= sheet.defence <= max(each.defence for each in ready)


@given(campaigns(), st.lists(st.sampled_from([f"skill-{n}" for n in range(14)]), max_size=14))
def test_what_was_picked_is_trained_first(campaign: Campaign, picks: list[str]) -> None:
    sheet, ranks = own_sheet(campaign, picks), training_ranks(campaign)
    known = [name for name in dict.fromkeys(picks) if campaign.ruleset.skill(name)]
    assert [sheet.skills.get(name, 0) for name in known[: len(ranks)]] == list(ranks[: len(known)])
    assert len(sheet.skills) == len(ranks)


@given(campaigns(), st.text(), st.text(), st.text(), st.lists(st.text(max_size=9)), st.text())
def test_anything_that_can_be_typed_makes_a_character_or_is_refused_with_a_remedy(
    campaign: Campaign, name: str, pronouns: str, about: str, good_at: list[str], wish: str
) -> None:
    try:
        picks = read_picks(campaign, name=name, pronouns=pronouns, about=about, good_at=good_at, wish=wish)
    except Refused as refusal:
        assert refusal.remedy
        return
    made = own_character(campaign, picks, slug="own-1", owner="who")
    assert made.name and "\n" not in f"{made.name}{made.concept}{made.pronouns}{made.wish}{made.appearance}"
    check_legal(campaign, made.sheet)


@pytest.fixture(scope="module")
def bell() -> Campaign:
    folder = resources.campaign_folders(resources._root())["drowned-bell"]
    return load_campaign(resources.campaign_sources(folder), rulesets=resources.ruleset_sources(), slug="drowned-bell")


def test_an_own_character_of_the_shipped_campaign_is_as_good_as_its_heroes(bell: Campaign) -> None:
    picks = read_picks(
        bell,
        name="  Mira\tQuill ",
        pronouns="",
        about="A ferrywoman.\nTall.\nWet.",
        good_at=["stealth"],
        wish="A fight",
    )
    made = own_character(bell, picks, slug="own-1", owner="discord:1")
    assert (made.name, made.pronouns, made.concept, made.appearance) == (
        "Mira Quill",
        "they/them",
        "A ferrywoman.",
        "Tall. Wet.",
    )
    totals = [sum(pc.sheet.attributes.values()) for pc in bell.characters]
    assert min(totals) <= sum(made.sheet.attributes.values()) <= max(totals)
    best = max(made.sheet.attributes, key=lambda name: made.sheet.attributes[name])
    skill = bell.ruleset.skill("stealth")
    assert skill is not None and best == skill.attribute and made.sheet.skills["stealth"] == 2
    assert made.sheet.damage


def test_a_name_that_somebody_has_already_is_refused(bell: Campaign) -> None:
    with pytest.raises(Refused, match="already"):
        read_picks(bell, name="hanne", pronouns="", about="x", good_at=[], wish="")
