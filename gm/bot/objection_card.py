"""What a player says against a ruling, as the game master is shown it: for their eyes alone."""

from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.table import Table
from gm.play.objecting import Waiting
from gm.review.rulings import ruling_rows


def objection_card(table: Table, speech: Speech, said: Waiting) -> Card:
    """An objection that waits, with its buttons."""
    turn, objection = said.turn, said.objection
    came = turn.outcome.changes if turn.outcome else None
    rows = () if turn.ruling is None else ruling_rows(
        table.campaign, turn.ruling, changes=came, spoilers=True,
        say=lambda key, **more: speech(f"ruling.{key}", **more),
    )  # fmt: skip
    words = [f"> {table.speaker(entry)}: {entry.input.text}" for entry in turn.inputs]
    if said.alone is not None:
        words.insert(0, speech("desk.whisper", name=table.character_name(said.alone)))
    return Card(
        speech("wrong.title", number=turn.number),
        tuple(words),
        (
            (speech("wrong.because"), objection.because),
            (speech("desk.ruling"), "\n".join(f"• {row.strip()}" for row in rows) or "-"),
        ),
        footer=speech("desk.private" if said.alone is None else "desk.apart"),
        buttons=(
            Button(button_id("wrongyes", turn.id), speech("button.again"), "primary", "⚖️"),
            Button(button_id("wrongno", turn.id), speech("button.stands"), emoji="🪨"),
        ),
        accent="desk",
    )
