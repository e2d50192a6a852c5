"""What one player alone reads: whispers, what is sealed for them, notes to the game master, secret rolls.

A whisper's answer is for the one who pressed. What is for somebody who pressed nothing waits under a button that all
can see and one can open; it holds who and which turn, so it outlives a restart.
"""

from typing import TYPE_CHECKING, Final

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id, number_of
from gm.bot.catalogue import Speech
from gm.bot.consent import need_consent
from gm.bot.gm_desk import led
from gm.bot.posts import Part
from gm.bot.table import Table, player_key
from gm.bot.whole import is_long, text_in_file
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Hand
from gm.play.reach import find
from gm.play.views import character_name
from gm.play.whispers import PrivateText
from gm.rules.dice import render

if TYPE_CHECKING:
    from gm.bot.client import GmBot

PART: Final = "s"
_LATEST: Final = 6
"""Turns with something sealed whose buttons are kept in the thread."""


async def mine(bot: "GmBot", interaction: Interaction, speech: Speech) -> Shown:
    """All of the reader's private text again; what was sealed is opened by it. Too long for posts, it is a file."""
    table = await bot.tables.need(interaction.channel_id, speech)
    character, desk = table.character_of(interaction.user.id), bot.app.engine.whispers
    found = await desk.mine(table.game, character)
    for each in found:
        if not each.opened:
            await desk.opened(each.turn_id, character)
            await table.quietly(seal_post(table, each.turn_id))
    rows = [private_words(speech, each, head=True) for each in found]
    if await desk.undecided(table.game, character):
        rows.append(f"-# {speech('sealed.undecided')}")
    return _whole(speech, "\n\n".join(rows)) if rows else speech("sealed.nothing")


async def note(bot: "GmBot", interaction: Interaction, speech: Speech, words: str) -> str:
    """Write to whoever runs the game."""
    table = await bot.tables.need(interaction.channel_id, speech)
    character = table.character_of(interaction.user.id)
    await need_consent(bot.app.database, interaction.user.id, "", speech, version=bot.tables.consent)
    await bot.app.engine.whispers.note(table.game, player_key(interaction.user.id), character, words)
    return speech("sealed.noted")


async def open_sealed(bot: "GmBot", interaction: Interaction, speech: Speech, rest: tuple[str, ...]) -> str:
    """The button: only whose it is may open it, now and later."""
    table = await bot.tables.need(interaction.channel_id, speech)
    turn_id, character = number_of(rest[0]) if rest else None, rest[1] if len(rest) > 1 else ""
    seat = table.seats.get(interaction.user.id)
    if turn_id is None or seat is None or seat.character != character:
        raise Refused(speech("sealed.not_yours", name=character_name(table.campaign, character)))
    text = private_words(speech, await bot.app.engine.whispers.open(table.game, turn_id, character))
    await table.quietly(seal_post(table, turn_id))
    return text


async def post_sealed(table: Table) -> None:
    """A button for each thing that waits for somebody; what was opened or taken back loses its own."""
    waiting = await table.engine.whispers.waiting(table.game)
    for turn_id in sorted({turn for turn, _ in waiting})[-_LATEST:]:
        await table.quietly(seal_post(table, turn_id))


async def seal_post(table: Table, turn_id: int) -> None:
    """The button of what waits in a turn, for as long as it waits."""
    waiting = await table.engine.whispers.waiting(table.game)
    elsewhere = {seat.character for seat in table.seats.values() if seat.player_id in table.away}
    whose = [who for turn, who in waiting if turn == turn_id and who not in elsewhere]
    if not whose:
        await table.face.posts.drop(turn_id, PART)
        return
    named = [(who, character_name(table.campaign, who)) for who in whose]
    buttons = tuple(
        Button(button_id("sealed", turn_id, who), table.speech("button.sealed", name=name), emoji="✉️")
        for who, name in named
    )
    text = table.speech("sealed.waits", names=", ".join(name for _, name in named))
    await table.face.posts.put(turn_id, PART, Part(text, buttons, "card"))


# -- for whoever runs the game


async def whisper_to(bot: "GmBot", interaction: Interaction, speech: Speech, who: str, words: str) -> str:
    """Tell one player something: it waits for them, sealed."""
    table = await led(bot, interaction, speech)
    to = find(await table.state(), "who", who)
    await table.adjust(Hand(FACE, str(interaction.id), player_key(interaction.user.id), words=words, to=to))
    await audit(bot, interaction, "table.whisper", to, thread_id=table.binding.thread_id)
    await post_sealed(table)
    return speech("sealed.sent", name=character_name(table.campaign, to))


async def sealed_list(bot: "GmBot", interaction: Interaction, speech: Speech) -> Shown:
    """All that is sealed, and what players have noted: for the game master."""
    table = await led(bot, interaction, speech)
    desk = bot.app.engine.whispers
    rows = [
        f"**{character_name(table.campaign, each.character)}** · {private_words(speech, each, head=True)}"
        for each in await desk.sealed(table.game)
    ]
    rows += [
        speech("sealed.note", name=character_name(table.campaign, each.character), text=each.text)
        for each in await desk.notes(table.game)
    ]
    return _whole(speech, "\n\n".join(rows)) if rows else speech("sealed.none")


async def roll_sealed(bot: "GmBot", interaction: Interaction, speech: Speech, dice: str) -> str:
    """Roll in secret."""
    table = await led(bot, interaction, speech)
    player, source = player_key(interaction.user.id), f"discord:{interaction.id}"
    record = await bot.app.engine.roll(table.game, dice, source_id=source, player=player, sealed=True)
    return speech(
        "sealed.rolled", roll=render(record), number=len(await bot.app.engine.whispers.sealed_rolls(table.game))
    )


async def reveal_roll(bot: "GmBot", interaction: Interaction, speech: Speech, number: int) -> str:
    """Show the table a roll that was made in secret."""
    table = await led(bot, interaction, speech)
    rolls = await bot.app.engine.whispers.sealed_rolls(table.game)
    if not 0 < number <= len(rolls):
        raise NotFound(speech("sealed.no_roll", count=len(rolls)))
    await audit(bot, interaction, "table.reveal", str(number), thread_id=table.binding.thread_id)
    await table.wire.post(table.speech("sealed.revealed", roll=render(rolls[number - 1])), (), None)
    return speech("hand.told")


def _whole(speech: Speech, text: str) -> Shown:
    """All of it: as posts, and where these cannot hold it as a file, with its end, which is the newest, beside it."""
    return text_in_file(speech, text, private=True, shows="latest") if is_long(text) else text


def private_words(speech: Speech, each: PrivateText, *, head: bool = False) -> str:
    """A private text as its reader has it: their words, the dice, the telling."""
    rows = [f"-# {speech(f'sealed.kind.{each.kind}', number=each.number)}"] if head or each.kind != "whisper" else []
    rows += [f"> {line}" for line in each.said.splitlines()]
    rows += [f"-# {row}" for row in each.dice]
    return "\n".join([*rows, each.text, *_objected(speech, each)])


def _objected(speech: Speech, each: PrivateText) -> list[str]:
    """What came of an objection to the ruling; where it was put right the words say that themselves."""
    said = each.objection
    if said is None or said.said == "granted":
        return []
    return [f"-# {speech('wrong.asked' if said.said == 'asked' else 'wrong.stands')} {said.answer}".rstrip()]
