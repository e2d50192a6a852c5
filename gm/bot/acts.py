"""What commands, buttons and forms have in common: acting, explaining, setting up."""

from typing import TYPE_CHECKING, Final, Literal

from gm.bot.answers import Interaction, Shown
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.naming import calm_name
from gm.bot.table import Table, player_key
from gm.bot.why_card import called_in, why_card
from gm.domain.errors import NotFound
from gm.domain.play import PlayerInput
from gm.domain.words import fold
from gm.play.asking import listeners
from gm.review.why import load_why
from gm.store.steers import is_set_aside

if TYPE_CHECKING:
    from gm.bot.client import GmBot

FACE: Final = "discord"
"""The face's name in the engine: with a message's or interaction's id it makes an input known for good."""


def member_name(interaction: Interaction) -> str:
    """What the server calls this user, without what could look like something else in our posts."""
    return calm_name(interaction.user.display_name, 80)


async def act(
    bot: "GmBot",
    interaction: Interaction,
    text: str,
    *,
    kind: Literal["do", "say", "ooc", "check", "command", "direct"],
    skill: str | None = None,
    to: str | None = None,
    character: str | None = None,
) -> str:
    """Let the user's character act (or `character`, whom they play for another); gives the receipt, which is true: the
    input is committed.

    Raises:
        NotFound, Refused: no game here, no seat, paused, or what was said cannot be taken.
    """
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    character = character or table.character_of(interaction.user.id)
    await need_consent(bot.app.database, interaction.user.id, "", speech, version=bot.tables.consent)
    entry = PlayerInput(
        FACE,
        str(interaction.id),
        player_key(interaction.user.id),
        text,
        character=character,
        kind=kind,
        skill=skill,
        to=to,
    )
    await table.hear(entry)
    return speech("draining.kept" if bot.running.draining.on else "input.received")


async def say_to(bot: "GmBot", interaction: Interaction, words: str, to: str) -> str:
    """Let the user's character say something to somebody present. Raises NotFound if they are not there."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    table.character_of(interaction.user.id)  # who is here is for those who play
    named = {fold(name): name for _, name in listeners(await table.state())}
    name = named.get(fold(to.strip()))
    if name is None:
        raise NotFound(speech("say.nobody", name=to, names=", ".join(named.values()) or "-"))
    return await act(bot, interaction, table.speech("say.to", name=name, text=words), kind="say")


async def show_why(bot: "GmBot", interaction: Interaction, *, turn_id: int | None = None) -> Shown:
    """How a turn (None: the last) was decided, as far as the characters may know."""
    speech = bot.speech(interaction)
    table = await bot.tables.need(interaction.channel_id, speech)
    async with bot.app.database.read() as db:
        if turn_id is not None and await is_set_aside(db, turn_id):
            return speech("xcard.line")
    number = None if turn_id is None else (await table.turn(turn_id)).number
    return await reasons(bot, table, speech, number=number, spoilers=False)


async def reasons(bot: "GmBot", table: Table, speech: Speech, *, number: int | None, spoilers: bool) -> Card:
    """How the turn of that number (None: the last) was decided. Raises NotFound."""

    def phrase(key: str, **values: object) -> str:
        return speech(f"ruling.{key}", **values)

    async with bot.app.database.read() as db:
        found = await load_why(
            db,
            table.game,
            number=number,
            spoilers=spoilers,
            say=phrase,
            called=called_in(speech),
            language=speech.locale,
            scene=table.binding.scene,
        )
    return why_card(speech, found, scene=table.binding.scene)
