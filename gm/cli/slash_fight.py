"""Slash commands that need no model: code reads them, the dice fall at once."""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.domain.play import SceneState

_WANTS = {
    "cast": "Cast what?",
    "use": "Use what?",
    "give": "Give what, to whom?",
    "move": "Move where?",
    "act": "Do what?",
}


def ordering(verb: str) -> Callable[[Sitting, str], Awaitable[None]]:
    """The command of that verb."""

    async def run(sitting: Sitting, argument: str) -> None:
        await order(sitting, verb, argument)

    return run


async def order(sitting: Sitting, verb: str, argument: str) -> None:
    """Give a command. What the rules do not allow is said at once and costs no turn.

    Raises:
        Refused: nothing would come of it; says why, and what there is.
    """
    from gm.domain.play import PlayerInput
    from gm.play.commanding import refusal_of

    if sitting.parked is not None:
        raise Refused("A question is open.", remedy="Answer it first: type its number, or press Enter for the default.")
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    who = sitting.character.id
    if not argument and verb in _WANTS:
        raise Refused(_WANTS[verb], remedy=_remedy(state, who, verb))
    text = f"{verb} {argument}".strip()
    why = refusal_of(state, PlayerInput("looking", "looking", "looking", text, character=who, kind="command"))
    if why:
        raise Refused(why, remedy=_remedy(state, who, verb))
    await sitting.say(text, kind="command")


def _remedy(state: "SceneState", who: str, verb: str) -> str:
    from gm.play.commanding import choices

    known = choices(state, who, verb)
    if verb == "act" and not known:
        return "It is for a fight, on your turn."
    return f"There is: {', '.join(known[:12])}." if known else ""


async def fight(sitting: Sitting, argument: str) -> None:
    """Who stands where, how they are, whose turn it is, what may be done."""
    from gm.cli.fighting import fight_rows, view_of

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    view = view_of(state)
    if view is None:
        raise Refused("There is no fight here.")
    head, *rows = fight_rows(state, view, sitting.character.id)
    sitting.screen.line(head, style="bold")
    for row in rows:
        sitting.screen.line(row, indent=2)
