"""`/wrong because …` at the terminal: the last ruling is looked at again."""

import re
from typing import Final

from gm.cli.phrases import sentence
from gm.cli.sitting import PLAYER, Sitting

_LEAD: Final = re.compile(r"^(?:because|weil|porque|потому что|因为|เพราะ)[\s,:]*", re.IGNORECASE)

_BY_WORDS: Final = "Without a model only another skill that you name, or how a like attempt was ruled, can change it."


async def wrong(sitting: Sitting, argument: str) -> None:
    """Say why the last ruling is wrong. It is reconsidered once; ruled otherwise, the turn is played again with the
    dice that had fallen. Whoever sits here plays and runs the table."""
    from gm.review.rulings import ruling_rows

    done = await sitting.app.engine.objections.object(
        sitting.game,
        _LEAD.sub("", argument.strip()),
        PLAYER,
        leads=True,
        scene_key=sitting.scene,
    )
    if done.objection.said == "granted":
        again = f"Turn {done.old.number} is played anew, with the dice that had fallen."
        sitting.screen.line(f"Put right. {sentence(done.objection.answer)} {again}".replace("  ", " "))
        objections = sitting.app.engine.objections
        sitting.took(await objections.play(sitting.game, done, sitting.face, scene_key=sitting.scene))
        return
    by_words = "" if done.old.ruling_source == "model" else _BY_WORDS
    sitting.screen.line(f"It stands. {sentence(done.objection.answer) or by_words}".strip())
    for row in ruling_rows(sitting.campaign, done.given, spoilers=False):
        sitting.screen.line(row, indent=2)
