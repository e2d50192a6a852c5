"""`/whisper`, `/mine`, `/letter` at the table, and what a game master reads and does of it."""

from typing import TYPE_CHECKING, Final

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from gm.play.whispers import PrivateText

GM_USES: Final = (
    ("whisper WHO: WORDS", "tell one player something; it waits for them, sealed"),
    ("sealed", "what was whispered, learned by one alone, and noted to you"),
    ("roll DICE", "roll in secret; kept in the ledger and verified like every roll"),
    ("reveal N", "show the table your secret roll of that number; alone, lists them"),
)


async def whisper(sitting: Sitting, argument: str) -> None:
    """Do or say something of which nobody else learns."""
    if not argument:
        raise Refused("What do you do, unseen?", remedy="For example: /whisper I slip the key into my boot")
    await sitting.whisper(argument)


async def mine(sitting: Sitting, argument: str) -> None:
    """All of one's own private text again; what was sealed is opened by it."""
    desk = sitting.app.engine.whispers
    found = await desk.mine(sitting.game, sitting.character.id)
    for each in found:
        _show(sitting, each)
        if not each.opened:
            await desk.opened(each.turn_id, each.character)
    if await desk.undecided(sitting.game, sitting.character.id):
        sitting.screen.line("Something that you whispered waits for the game master.", style="dim")
    elif not found:
        sitting.screen.line("Nothing has been told to you alone yet.")


async def note(sitting: Sitting, argument: str) -> None:
    """Write to whoever runs the game. No model reads it."""
    await sitting.app.engine.whispers.note(sitting.game, PLAYER, sitting.character.id, argument)
    sitting.screen.line("Noted, for whoever runs the game alone. No model is sent it.")


def _show(sitting: Sitting, each: "PrivateText") -> None:
    heads = {"whisper": "whispered", "gm": "told to you alone", "learned": "you alone found out"}
    sitting.screen.line(f"{each.number}. {heads[each.kind]}", style="bold")
    if each.said:
        sitting.screen.line(f"> {each.said}", indent=2)
    for row in each.dice:
        sitting.screen.line(row, style="dim", indent=2)
    sitting.screen.line(each.text, indent=2)
    if each.objection is not None and each.objection.said == "stands":
        sitting.screen.line(f"It stands. {each.objection.answer}".rstrip(), style="dim", indent=2)


async def master(sitting: Sitting, name: str, rest: str) -> None:
    """One of `GM_USES`."""
    if name == "whisper":
        await _tell(sitting, rest)
    elif name == "roll":
        await _roll(sitting, rest)
    elif name == "reveal":
        await _reveal(sitting, rest)
    else:
        await _sealed(sitting)


async def _tell(sitting: Sitting, rest: str) -> None:
    from gm.domain.play import Hand
    from gm.play.reach import find

    who, colon, words = rest.partition(":")
    if not colon or not words.strip():
        raise Refused("Whom, and what?", remedy="For example: /gm whisper ilse: You smell smoke.")
    to = find(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), "who", who.strip())
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, words=words.strip(), to=to)
    await sitting.app.engine.adjust(sitting.game, hand, sitting.face)
    sitting.screen.line("It waits for them, sealed: /mine opens it.")


async def _sealed(sitting: Sitting) -> None:
    from gm.play.views import character_name

    desk = sitting.app.engine.whispers
    found, notes = await desk.sealed(sitting.game), await desk.notes(sitting.game)
    for each in found:
        sitting.screen.line(f"for {character_name(sitting.campaign, each.character)}:")
        _show(sitting, each)
    for written in notes:
        sitting.screen.line(f"{character_name(sitting.campaign, written.character)}'s player notes: {written.text}")
    if not found and not notes:
        sitting.screen.line("Nothing is sealed, and nobody has written to you.")


async def _roll(sitting: Sitting, rest: str) -> None:
    from gm.rules.dice import render

    if not rest:
        raise Refused("Roll what?", remedy="For example: /gm roll 1d20+5")
    record = await sitting.app.engine.roll(sitting.game, rest, source_id=sitting.fresh_id(), sealed=True)
    sitting.screen.line(f"In secret: {render(record)}", indent=2)


async def _reveal(sitting: Sitting, rest: str) -> None:
    from gm.rules.dice import render

    rolls = await sitting.app.engine.whispers.sealed_rolls(sitting.game)
    if not rest:
        for number, record in enumerate(rolls, start=1):
            sitting.screen.line(f"{number}. {render(record)}", indent=2)
        return
    if not rest.isdecimal() or not 0 < int(rest) <= len(rolls):
        raise NotFound("There is no secret roll of that number.", remedy="/gm reveal lists them.")
    sitting.screen.line(f"The game master rolled {render(rolls[int(rest) - 1])}", indent=2)
