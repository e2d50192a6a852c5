"""The ways to play, as sentences, and changing from one to another in the middle of a game.

A turn keeps to the mode in which its process began to play it. What waits for the game master when the mode changes
goes on waiting for them; only a beat that waits for their own words (`assist`) is played by the new mode.
"""

from typing import Final

from gm.domain.approval import waits_for_words
from gm.domain.errors import Refused
from gm.domain.play import Game, Scene
from gm.domain.table import MODES, Mode, TableSettings
from gm.domain.words import fold
from gm.play.parts import EngineParts
from gm.store.approvals import record_released
from gm.store.games import load_scene
from gm.store.table_settings import change_table
from gm.store.turns import load_unfinished

SENTENCES: Final[dict[Mode, str]] = {
    "game": "the AI runs it",
    "copilot": "the AI drafts, I approve",
    "assist": "I run it, the AI helps me privately",
    "npc": "only the characters answer",
    "coauthor": "we write together",
    "solo": "just me",
}
"""What each mode is called at a table."""


def mode_of(typed: str) -> Mode:
    """The mode that is meant: its name, its sentence, or the only one that begins so.

    Raises:
        Refused: none is, or several are; names them all.
    """
    word = fold(typed.strip().rstrip("."))
    named = [mode for mode in MODES if word in (mode, fold(SENTENCES[mode]))]
    fitting = named or [
        mode for mode in MODES if word and (mode.startswith(word) or fold(SENTENCES[mode]).startswith(word))
    ]
    if len(fitting) == 1:
        return fitting[0]
    known = "; ".join(f"{mode}: {SENTENCES[mode]}" for mode in MODES)
    raise Refused(f'"{typed[:60]}" is no way to play.', remedy=f"There are {known}.", key="mode.none")


async def change_mode(
    parts: EngineParts, game: Game, mode: Mode, *, scene_key: str = "main"
) -> tuple[TableSettings, int]:
    """Play in this mode from the next turn on; gives how the table plays now, and how many turns still wait for the
    game master. A beat that waited for the game master's own words is left to be played (`TurnEngine.resume`)."""
    async with parts.database.begin() as db:
        changed = await change_table(db, game.id, {"mode": mode})
        scene: Scene = await load_scene(db, game.branch_id, scene_key)
        waiting = [turn for turn in await load_unfinished(db, scene.id) if turn.status == "parked"]
        if mode != "assist":
            for turn in (each for each in waiting if waits_for_words(each)):
                await record_released(db, turn.id)
        await db.commit()
    left = [turn for turn in waiting if turn.parked is not None and turn.parked.reason == "approval"]
    return changed, sum(1 for turn in left if mode == "assist" or not waits_for_words(turn))
