"""*Who said this?* and *Show character*: what the one who asks may know, for them alone."""

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from gm.bot.acts import show_why
from gm.bot.answers import Interaction, Shown
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.parts import ShownPart, find_part, leads
from gm.bot.view_cards import sheet_card
from gm.domain.campaign import PlayerCharacter
from gm.domain.errors import NotFound
from gm.domain.play import SceneState
from gm.play.views import people
from gm.rules.sheets import sheet_of
from gm.rules.tongues import scene_in

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_KNOWN_TELLERS: Final = ("offline", "author", "gm")


async def who_said(bot: "GmBot", interaction: Interaction, speech: Speech, message_id: int) -> Shown:
    """Who speaks in a message, in which turn, who told it, and how the turn was decided."""
    found = await find_part(bot, interaction, speech, message_id)
    why = await show_why(bot, interaction, turn_id=found.turn.id)
    said = _speaker(speech, found)
    if isinstance(why, Card):
        return replace(why, rows=(said, *why.rows))
    return f"{said}\n\n{why}"


def _speaker(speech: Speech, found: ShownPart) -> str:
    number = found.turn.number
    if found.entry is not None:
        name = found.table.face.cast.speaker(found.entry)
        if found.turn.kind == "gm":
            teller = told_by(speech, "gm", found.turn.narration_author)
            return speech("who.npc", name=name, number=number, teller=teller)
        user = found.entry.input.player.removeprefix("discord:")
        return speech("who.player", name=name, user=f"<@{user}>" if user.isdecimal() else "?", number=number)
    teller = told_by(speech, found.turn.narration_source, found.turn.narration_author)
    if found.piece is not None and found.piece.speaker:
        return speech("who.npc", name=found.piece.name, number=number, teller=teller)
    if found.piece is not None:
        return speech("who.narrator", number=number, teller=teller)
    return speech("who.rules", number=number)


def teller_name(speech: Speech, source: str) -> str:
    """Who told something, as a reader would say it."""
    return speech(f"who.{source}") if source in _KNOWN_TELLERS else source or "?"


def told_by(speech: Speech, source: str, author: str | None) -> str:
    """Who told something; of what a person wrote by hand, also who that was."""
    teller, user = teller_name(speech, source), (author or "").removeprefix("discord:")
    return f"{teller}, <@{user}>" if user.isdecimal() else teller


async def show_character(bot: "GmBot", interaction: Interaction, speech: Speech, user_id: int) -> Shown:
    """Whom a member plays here: their numbers for themselves and the game master, for others what can be seen."""
    table = await bot.tables.need(interaction.channel_id, speech)
    seat = table.seats.get(user_id)
    pc = table.campaign.character(seat.character) if seat is not None else None
    if pc is None:
        raise NotFound(speech("character.nobody"))
    state = await table.state()
    if user_id == interaction.user.id or await leads(bot, interaction, table):
        return sheet_card(speech, sheet_of(scene_in(state, speech.locale), pc.id), pc)
    return "\n".join(_seen(pc, state))


def _seen(pc: PlayerCharacter, state: SceneState) -> list[str]:
    rows = [f"**{pc.name}** ({pc.pronouns}): {pc.concept}", pc.appearance]
    here = next((person for person in people(state)[0] if person.id == pc.id), None)
    if here is not None:
        rows.append(", ".join((here.health, *here.conditions)))
    return [row for row in rows if row]
