"""What a passage must hold itself to stand in a prompt: its reader sees why it was called up."""

import pytest
from memory_table import sit_down

from gm.memory.choosing import tells_it
from gm.memory.documents import SPEAKER
from gm.store.database import Database

WORTH = {"rite": 3.06, "need": 2.21, "tide": 1.76, "old": 1.76, f"{SPEAKER}old": 1.9, "ketti": 2.21, "for": 0.23}
"""Of a game of thirty beats, where a word that stands once is worth 3.06, twice 2.55."""


@pytest.mark.parametrize(
    ("held", "fits"),
    [
        ({"rite", "for"}, True),  # stands nowhere else
        ({"need", "for"}, False),  # one word that stands in several beats
        ({"need", "tide"}, True),  # two of them
        ({"old", f"{SPEAKER}old", "for"}, False),  # by whom it is said and what is said there is one word
        ({"ketti", "old"}, True),
        ({"for"}, False),
        (set(), False),
    ],
)
def test_one_word_that_stands_in_several_beats_needs_another(held: set[str], fits: bool) -> None:
    assert tells_it(frozenset(held), WORTH, frozenset(), 19.9, 31) is fits


def test_of_a_long_input_a_passage_holds_a_part_that_grows_with_it() -> None:
    assert tells_it(frozenset({"rite"}), WORTH, frozenset(), 20.0, 31)
    assert not tells_it(frozenset({"rite"}), WORTH, frozenset(), 45.0, 31)


async def test_what_the_engine_noted_of_a_beat_is_no_passage_of_a_prompt(database: Database) -> None:
    table = await sit_down(database)
    noted = await table.tell(
        "I heave it up", "It moves.", line="Ilse: Craft 23 vs 8, Triumph; learns a secret (Barnaby)"
    )
    await table.fill(5)
    told = await table.tell("I ask who casts bells", "Barnaby kept the secret of the triumph from the bishop.")
    await table.fill(40)
    assert await table.numbers("What of the triumph, and the secret of Barnaby?", "Barnaby", fitting=True) == [
        told.number
    ]
    assert noted.number in await table.numbers("What of the triumph, and the secret of Barnaby?", "Barnaby")
    shown = await table.search("What of the triumph, and the secret of Barnaby?", "Barnaby", fitting=True)
    assert all("vs" not in memory.text for memory in shown.memories)
