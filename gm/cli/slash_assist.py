"""`/assist …` at the terminal: help for whoever runs the table themselves, for their eyes alone."""

from typing import TYPE_CHECKING

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gm.domain.assisting import Source
    from gm.domain.play import Turn

_REMEDY = "There is: /assist draft, rules WORDS, lore WORDS, line NAME [about WORDS], yes [1 3], no."


async def helped(sitting: Sitting, argument: str) -> None:
    """One of `rules`, `lore`, `line`, `yes`, `no`.

    Raises:
        NotFound, Refused: it is none of them, or there is nothing to say.
    """
    word, _, rest = argument.strip().partition(" ")
    desk, rest = sitting.app.engine.assist, rest.strip()
    match word.casefold():
        case "rules":
            _show(sitting, await desk.rules(sitting.game, rest, scene_key=sitting.scene))
        case "lore":
            _show(sitting, await desk.lore(sitting.game, rest, scene_key=sitting.scene))
        case "line":
            await _line(sitting, rest)
        case "yes":
            await _apply(sitting, rest)
        case "no":
            turn_id = await desk.last_proposed(sitting.game, scene_key=sitting.scene)
            if turn_id is not None:
                await desk.leave(turn_id)
            sitting.screen.line("Nothing of it happens.", style="dim")
        case _:
            raise NotFound(f"There is no /assist {word}.".replace(" .", "."), remedy=_REMEDY)


def _show(sitting: Sitting, sources: "Iterable[Source]") -> None:
    sitting.screen.line("For the game master alone.", style="bold")
    for source in sources:
        mark = " (secret)" if source.secret else ""
        sitting.screen.line(f"[{source.where}{mark}] {source.text}", indent=2)


async def _line(sitting: Sitting, rest: str) -> None:
    from gm.play.reach import find
    from gm.play.views import character_name

    who, _, about = rest.partition(" about ")
    if not who.strip():
        raise Refused("A line for whom?", remedy="For example: /assist line orla about the lamp")
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    npc = find(state, "npc", who.strip())
    words = await sitting.app.engine.assist.line(sitting.game, npc, about, scene_key=sitting.scene)
    sitting.screen.line("For the game master alone. Nobody has said it yet.", style="bold")
    sitting.screen.line(f"| {words}", indent=2)
    sitting.screen.line(f"/gm say {character_name(sitting.campaign, npc)}: … lets them say it.", style="dim")


async def show_proposed(sitting: Sitting, told: "Turn") -> None:
    """What the game master's words would make true, asked about once they are told."""
    if told.status != "done" or told.narration_source != "gm":
        return
    rows = await sitting.app.engine.assist.read(sitting.game, told, PLAYER, scene_key=sitting.scene)
    if not rows:
        return
    sitting.screen.line("For the game master alone. Your words may mean:", style="bold")
    for number, row in enumerate(rows, start=1):
        sitting.screen.line(f"{number}. {row}", indent=2)
    sitting.screen.line("/assist yes lets it happen (yes 1: only the first), /assist no does not.", style="dim")


async def _apply(sitting: Sitting, rest: str) -> None:
    desk = sitting.app.engine.assist
    turn_id = await desk.last_proposed(sitting.game, scene_key=sitting.scene)
    numbers = rest.replace(",", " ").split()
    if turn_id is None or not all(each.isdecimal() for each in numbers):
        raise Refused("Nothing is proposed, or no such number.", remedy="/assist yes, or /assist yes 1 3.")
    made = desk.apply(
        sitting.game,
        turn_id,
        [int(each) for each in numbers],
        PLAYER,
        sitting.face,
        source_face=sitting.source_face,
        scene_key=sitting.scene,
    )
    sitting.took(await made)
    sitting.screen.line("Done. /undo takes it back.")
