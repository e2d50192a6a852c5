"""Spells are paid with their own slots, else with higher ones; rituals cost time alone."""

import pytest
from fight_stage import pit

from gm.domain.combat import Strike
from gm.domain.ruleset import Resource
from gm.domain.spells import Spell
from gm.rules.slots import payment

KIT = pit().ruleset.model_copy(
    update={"resources": tuple(Resource(id=f"slot-{n}", name=f"Slot {n}") for n in (1, 2, 10, 3))}
)
BOLT = Spell(id="bolt", name="Bolt", level=1, resource="slot-1", strikes=(Strike(dice="1d6"),))


@pytest.mark.parametrize(
    ("left", "paid"),
    [
        ({"slot-1": 1, "slot-2": 1}, ("slot-1", 0)),
        ({"slot-2": 1, "slot-3": 1}, ("slot-2", 1)),
        ({"slot-3": 2, "slot-10": 1}, ("slot-3", 2)),
        ({"slot-10": 1}, ("slot-10", 9)),
        ({}, None),
    ],
)
def test_the_lowest_slot_that_is_left_is_spent(left: dict[str, int], paid: tuple[str, int] | None) -> None:
    assert payment(KIT, BOLT, lambda name: left.get(name, 0)) == paid


def test_what_has_no_row_has_no_higher_one_and_what_costs_nothing_is_free() -> None:
    mana = BOLT.model_copy(update={"resource": "mana"})
    assert payment(KIT, mana, lambda _: 0) is None
    assert payment(KIT, BOLT.model_copy(update={"resource": None}), lambda _: 0) == ("", 0)
