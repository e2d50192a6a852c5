"""What may be a fact, and what a scribe's reply becomes. Whatever a model answers, nothing unchecked is kept."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm import resources
from gm.authoring.load import load_campaign
from gm.domain.errors import Refused
from gm.domain.facts import Fact
from gm.memory.fact_notes import MOST_NOTES, SpanTurn, facts_of_reply
from gm.memory.owned import need_a_fact, owned_by_engine

CAMPAIGN = load_campaign(
    {
        "campaign.yaml": b"""
slug: mill
title: The Mill
ruleset: lantern-d20
characters: {ilse: {name: Ilse Brand, concept: a miller's daughter}}
npcs: {gregor: {name: Gregor, place: mill, appearance: Tall., persona: Tired.}}
places: {mill: {name: The Mill, description: Dust.}}
items: {key: {name: iron key, aliases: [key]}}
opening: {place: mill, text: Stones turn.}
"""
    },
    rulesets=resources.ruleset_sources(),
)


@pytest.mark.parametrize(
    ("subject", "relation", "rest", "owned"),
    [
        ("Ilse", "has", "7 hit points left", "hp"),
        ("Ilse", "hat", "noch 3 Trefferpunkte", "hp"),
        ("Ilse", "tiene", "7 puntos de golpe", "hp"),
        ("Ilse", "", "生命值 7", "hp"),
        ("Ilse Brand", "carries", "the iron key", "items"),
        ("Gregor", "имеет", "iron key", "items"),
        ("Gregor", "is in", "the mill", "place"),
        ("Ilse", "is", "at home in the mill of her fathers", None),
        ("Ilse", "owes", "Gregor an iron key", None),
        ("The well", "has", "an iron key at its bottom", None),
        ("Gregor", "has", "a sister in the hills", None),
        ("Ilse", "promised", "to bring 3 crowns", None),
    ],
)
def test_what_the_engine_owns_is_no_fact(subject: str, relation: str, rest: str, owned: str | None) -> None:
    assert owned_by_engine(CAMPAIGN, subject, relation, rest) == owned
    if owned is not None:
        with pytest.raises(Refused) as said:
            need_a_fact(CAMPAIGN, subject, relation, rest)
        assert said.value.key == f"memory.owned.{owned}"
        assert subject in str(said.value)


SPAN = (
    SpanTurn(
        4, 40, "Ilse: I ask Gregor. Gregor says that his sister Marta fled to the hills.", 600, ("ilse", "gregor")
    ),
    SpanTurn(5, 50, "Gregor promises Ilse the field by the river.", 660, ("ilse",)),
    SpanTurn(6, 60, "Rain falls.", 670),
)


def note(subject: str = "Marta", rest: str = "to the hills", turns: Any = (4,), **more: Any) -> dict[str, Any]:
    return {"subject": subject, "relation": "fled", "object": rest, "turns": list(turns), "importance": 2} | more


def test_a_note_cites_its_turn_and_is_known_to_those_who_were_there() -> None:
    both = note("Gregor", "his sister and a field", (4, 5), importance=3)
    (kept, other), refused = facts_of_reply([note(), both], SPAN, CAMPAIGN)
    assert refused == ()
    assert (kept.turn_id, kept.fact.object) == (40, "to the hills")
    assert (kept.fact.standing, kept.fact.writer, kept.fact.valid_from) == ("told", "scribe", 600)
    assert kept.fact.knowers == ("gregor", "ilse") and other.fact.knowers == ("ilse",)
    assert (other.turn_id, other.fact.importance) == (50, 3)


@pytest.mark.parametrize(
    "bad",
    [
        note(turns=(9,)),
        note(turns=()),
        note("Nobody"),
        note("Marta", ""),
        note("Ilse", "iron key", (4,), relation="carries"),
        note("Gregor", "2 hit points", (4,), relation="has"),
        note(rest="x" * 300),
        "Marta fled",
        {"subject": 3},
        note(turns="4"),
    ],
)
def test_what_is_wrong_is_refused_and_the_rest_is_kept(bad: Any) -> None:
    kept, refused = facts_of_reply([bad, note()], SPAN, CAMPAIGN)
    assert len(kept) == 1 and len(refused) == 1 and kept[0].fact.subject == "Marta"


def test_a_note_replaces_only_what_is_of_the_same_subject_and_neither_locked_nor_canon() -> None:
    def fact(number: int, subject: str, **more: Any) -> Fact:
        return Fact(number, subject, "is", "here", "told", "party", **more)

    standing = (fact(1, "Marta"), fact(2, "Gregor"), fact(3, "Marta", locked=True))
    replaced = [facts_of_reply([note(replaces=number)], SPAN, CAMPAIGN, standing)[0] for number in (1, 2, 3, 8)]
    assert [each[0].replaces.number if each and each[0].replaces else None for each in replaced] == [
        1,
        None,
        None,
        None,
    ]
    assert replaced[2] == (), "nothing supersedes a locked fact, and what would is not kept beside it"


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["subject", "turns", "object"]), inner),
        max_leaves=20,
    )
)
def test_whatever_a_model_answers_nothing_unchecked_is_kept(reply: Any) -> None:
    kept, _ = facts_of_reply(reply, SPAN, CAMPAIGN)
    assert len(kept) <= MOST_NOTES
    assert all(each.turn_id in (40, 50, 60) and each.fact.standing == "told" for each in kept)


def test_a_span_brings_so_many_facts_and_none_twice() -> None:
    kept, refused = facts_of_reply([note(rest=f"to hill {n}") for n in range(20)], SPAN, CAMPAIGN)
    assert len(kept) == MOST_NOTES and refused
    assert len(facts_of_reply([note(), note()], SPAN, CAMPAIGN)[0]) == 1
