"""Slash commands for what becomes of characters: `/hand`, `/park`, `/unpark`, `/retire`, `/ghost`, `/gm kill`."""

from typing import TYPE_CHECKING, Final

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.domain.campaign import PlayerCharacter
    from gm.domain.play import SceneState
    from gm.play.scenes import Asked

KNOWING: Final = frozenset(
    ("ask", "brief", "catchup", "lore", "memory", "mine", "map", "quests", "relations", "purse", "inventory", "sheet")
)
"""Commands that show what a character knows and has: for whoever runs another's only where the table has it so."""
_HOW: Final = "For example: /hand Odo to Ilse, /hand Odo to gm, /hand Odo back; /hand knows, /hand acts."


async def hand(sitting: Sitting, argument: str) -> None:
    """Another's player runs a character for a while; `back` ends it. `knows` and `acts`: what they are shown of it."""
    from gm.rules.fates import MASTER

    engine, words = sitting.app.engine, argument.strip()
    if words.casefold() in ("knows", "acts"):
        await engine.set_table(sitting.game, handed=words.casefold())
        seen = "all that the character knows" if words.casefold() == "knows" else "what everybody here sees"
        sitting.screen.line(f"Whoever runs another's character is shown {seen}.")
        return
    state = await _state(sitting)
    name, _, to = words.rpartition(" to ")
    if words.casefold().endswith(" back"):
        who = named(state, words[:-5])
        turn = await engine.party.take_back(sitting.game, who, asked(sitting), sitting.face, scene_key=sitting.scene)
    elif name:
        runner = MASTER if to.strip().casefold() in (MASTER, "the gm", "game master") else named(state, to)
        who = named(state, name)
        turn = await engine.party.hand(sitting.game, who, runner, asked(sitting), sitting.face, scene_key=sitting.scene)
    else:
        raise Refused("Whom, and to whom?", remedy=_HOW)
    sitting.took(turn)


async def park(sitting: Sitting, argument: str) -> None:
    """A character (yours, unless one is named) is out of the story for now."""
    who = await _who(sitting, argument)
    desk = sitting.app.engine.party
    sitting.took(await desk.park(sitting.game, who, asked(sitting), sitting.face, scene_key=sitting.scene))
    sitting.screen.line("/unpark brings them in again, and so does what they say or do next.", style="dim")


async def unpark(sitting: Sitting, argument: str) -> None:
    """A character who was parked is back."""
    who = await _who(sitting, argument)
    desk = sitting.app.engine.party
    sitting.took(await desk.unpark(sitting.game, who, asked(sitting), sitting.face, scene_key=sitting.scene))


async def retire(sitting: Sitting, argument: str) -> None:
    """Your character leaves for good, with last words about them if you write some."""
    pc, desk = sitting.character, sitting.app.engine.party
    sitting.took(
        await desk.retire(sitting.game, pc.id, argument, asked(sitting), sitting.face, scene_key=sitting.scene)
    )
    sitting.screen.line(f"/sheet {pc.name} still shows them. {_ANOTHER}", style="dim")


async def ghost(sitting: Sitting, argument: str) -> None:
    """Go on as the ghost of your character; `yes` or `no`: whether that may be at this table."""
    word = argument.strip().casefold()
    if word in ("yes", "no"):
        await sitting.app.engine.set_table(sitting.game, ghosts=word == "yes")
        allowed = "The dead may go on as ghosts here." if word == "yes" else "The dead do not walk here."
        sitting.screen.line(allowed)
        return
    desk, who = sitting.app.engine.party, await _who(sitting, argument)
    sitting.took(await desk.haunt(sitting.game, who, asked(sitting), sitting.face, scene_key=sitting.scene))


async def kill(sitting: Sitting, rest: str) -> None:
    """By the game master's word: `/gm kill odo, The ice gives way.`"""
    name, _, words = rest.partition(",")
    who, desk = named(await _state(sitting), name), sitting.app.engine.party
    sitting.took(
        await desk.kill(sitting.game, who, words.strip(), asked(sitting), sitting.face, scene_key=sitting.scene)
    )
    await after_death(sitting)


async def back_in(sitting: Sitting) -> None:
    """Whoever is parked comes back in by acting. Raises Refused for those who have retired."""
    engine, pc = sitting.app.engine, sitting.character
    if await engine.party.are_parked(sitting.game, (pc.id,)):
        await engine.join(sitting.game, pc.id, scene_key=sitting.scene)
    elif (await _state(sitting)).world.is_set(f"character:{pc.id}", "retired"):
        raise Refused(f"{pc.name} has retired.", remedy=_ANOTHER)


async def after_death(sitting: Sitting) -> None:
    """What whoever played the dead can choose, under the beat."""
    from gm.rules import fates

    found = fates.after_death(await _state(sitting), sitting.character.id)
    if found:
        ghost = " /ghost goes on as their ghost." if "ghost" in found else ""
        sitting.screen.line(f"{sitting.character.name} is dead. {_ANOTHER}{ghost}", style="bold")


_ANOTHER: Final = '/as NAME takes up somebody else; gm play --game GAME --new "NAME, WHO" makes somebody new.'


async def need_knowing(sitting: Sitting, command: str) -> None:
    """Raises Refused where you run another's character, and are not shown what that character knows."""
    if command not in KNOWING or not sitting.through:
        return
    from gm.play.party_desk import may_know

    if not may_know(await _state(sitting), sitting.through, sitting.character.id):
        text = f"You run {sitting.character.name} for somebody else: what they know is not shown to you here."
        raise Refused(text, remedy="/hand knows lets the table have it so.")


async def through(sitting: Sitting, chosen: str) -> str:
    """The character for whose sake you run this one; '' where it is yours."""
    from gm.rules.fates import runner_of

    mine = sitting.through or sitting.character.id
    return mine if runner_of((await _state(sitting)).world, chosen) == mine else ""


async def _who(sitting: Sitting, argument: str) -> str:
    return named(await _state(sitting), argument) if argument.strip() else sitting.character.id


def named(state: "SceneState", typed: str) -> str:
    """The id of a player character of this game, by name. Raises NotFound."""
    from gm.cli.seating import pick

    return pick(typed, seen(state), state.campaign.title).id


def seen(state: "SceneState") -> "tuple[PlayerCharacter, ...]":
    """Those of the cast who are or were in the party of this game, or wait."""
    known = (pc for pc in state.campaign.characters if state.world.get(f"character:{pc.id}", "hp") is not None)
    return tuple(known)


async def _state(sitting: Sitting) -> "SceneState":
    return await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)


def asked(sitting: Sitting) -> "Asked":
    """Whoever sits here asks for it, now."""
    from gm.play.scenes import Asked

    return Asked(sitting.source_face, sitting.fresh_id(), sitting.player)
