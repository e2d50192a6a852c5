"""`/send`: word to a character who plays in another scene."""

import re
from typing import Final, cast

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

EXAMPLE: Final = "/send Tom: come back (a letter), /send shout Tom: run, or /send sending Tom: all is well."


async def send(sitting: Sitting, argument: str) -> None:
    """A letter that takes its way, a shout, or a sending: `/send [letter|shout|sending] NAME: WORDS`."""
    from gm.cli.slash_scenes import asked, named
    from gm.rules.sending import WAYS, By

    head, colon, words = (argument if ":" in argument else argument.replace("：", ":")).partition(":")
    first, _, rest = head.strip().partition(" ")
    by = cast(By, first.casefold()) if first.casefold() in WAYS and rest else "letter"
    name = re.sub(r"^to\s+", "", (rest if rest and first.casefold() in WAYS else head).strip(), flags=re.IGNORECASE)
    if not colon or not name or not words.strip():
        raise Refused("Word to whom, and what?", remedy=f"For example: {EXAMPLE}")
    desk, state = sitting.app.engine.scenes, await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    sender, to = sitting.character.id, named(state, name)
    turn = await desk.word.send(
        sitting.game, sender, to, by, words, asked(sitting), sitting.face, scene_key=sitting.scene
    )
    sitting.took(turn)
    said = "It is on its way." if by == "letter" else "It is heard when they play on."
    sitting.screen.line(f"{said} /undo calls it back as long as it is not there.", style="dim")


async def arrived(sitting: Sitting) -> None:
    """Tell what has arrived where the character plays."""
    for turn in await sitting.app.engine.scenes.word.arrive(sitting.game, sitting.face, scene_key=sitting.scene):
        sitting.took(turn)
