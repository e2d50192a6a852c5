"""`/wrong because …` at the terminal: the last ruling is looked at again; `/wrong whisper because …`: that of one's own
last whisper."""

import re
from typing import Final

from gm.cli.phrases import sentence
from gm.cli.sitting import PLAYER, Sitting

_BECAUSE: Final = r"(?:because|weil|porque|потому что|因为|เพราะ)"
_LEAD: Final = re.compile(rf"^{_BECAUSE}[\s,:]*", re.IGNORECASE)
_WHISPER: Final = re.compile(rf"^whisper\s*[:,]?\s*(?={_BECAUSE}|$)", re.IGNORECASE)

_WHY: Final = {
    "author": "What it takes was set by the campaign's author: only a model, or /gm, can rule it otherwise.",
    "unrolled": "Nothing was rolled there, so there is no skill and no difficulty to put right.",
    "same": "{about} is what was rolled.",
    "number": "Nothing like it has been ruled at {about} before.",
    "nothing": "No other skill of these rules is named, and without a model nothing else can be weighed.",
}
"""Why it stands where no model has looked at it."""


async def wrong(sitting: Sitting, argument: str) -> None:
    """Say why the last ruling is wrong. It is reconsidered once; ruled otherwise, the turn is played again with the
    dice that had fallen. Whoever sits here plays and runs the table. `whisper because …`: their last whisper, which
    stays as private as it was."""
    from gm.review.rulings import ruling_rows
    from gm.rules.reconsidering import why_it_stands

    words = argument.strip()
    whispered = _WHISPER.match(words)
    alone = sitting.character.id if whispered else None
    done = await sitting.app.engine.objections.object(
        sitting.game,
        _LEAD.sub("", words[whispered.end() :] if whispered else words),
        PLAYER,
        leads=True,
        scene_key=sitting.scene,
        alone=alone,
    )
    if done.objection.said == "granted":
        again = f"Turn {done.old.number} is played anew, with the dice that had fallen."
        sitting.screen.line(f"Put right. {sentence(done.objection.answer)} {again}".replace("  ", " "))
        objections = sitting.app.engine.objections
        if alone is not None:
            turn = await objections.play(sitting.game, done, sitting.own_face, scene_key=sitting.scene)
            await sitting.heard_alone(turn)
            return
        sitting.took(await objections.play(sitting.game, done, sitting.face, scene_key=sitting.scene))
        return
    found = why_it_stands(sitting.campaign, done.given, done.objection.because)
    by_words = _WHY[found.why].format(about=found.about)
    sitting.screen.line(f"It stands. {sentence(done.objection.answer) or by_words}")
    came = done.old.outcome.changes if done.old.outcome else None
    for row in ruling_rows(sitting.campaign, done.given, changes=came, spoilers=False):
        sitting.screen.line(row, indent=2)
