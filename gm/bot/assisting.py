"""`/assist`: help for whoever runs the table themselves, and what follows from their own words: for them alone."""

from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.acts import FACE
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.buttons import Button, button_id, number_of
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.choosing import Choices, chooser
from gm.bot.gm_desk import changes_said, led, legal
from gm.bot.table import Table, player_key
from gm.bot.translator import text_of
from gm.domain.errors import Refused
from gm.domain.play import Turn
from gm.play.reach import find
from gm.play.views import character_name

if TYPE_CHECKING:
    from gm.bot.client import GmBot

Rest = tuple[str, ...]
_SINGLE: Final = 4
"""So many of several proposals have a button of their own."""


def add_assist_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""

    @tree.command(name=text_of("command.assist.name"), description=text_of("command.assist.text"))
    @app_commands.rename(
        what=text_of("option.assist_what.name"),
        words=text_of("option.assist_words.name"),
        npc=text_of("option.gm.npc.name"),
    )
    @app_commands.describe(
        what=text_of("option.assist_what.text"),
        words=text_of("option.assist_words.text"),
        npc=text_of("option.gm.npc.text"),
    )
    @app_commands.choices(
        what=[app_commands.Choice(name=text_of(f"assist.{each}"), value=each) for each in ("rules", "lore", "line")]
    )
    async def assist(
        interaction: Interaction,
        what: str,
        words: app_commands.Range[str, 1, 300] | None = None,
        npc: app_commands.Range[str, 1, 100] | None = None,
    ) -> None:
        await answer(interaction, bot.speech(interaction), lambda: helped(bot, interaction, what, words or "", npc))

    @assist.autocomplete("npc")
    async def cast(interaction: Interaction, current: str) -> Choices:
        return chooser(await legal(bot, interaction, "npc"), current)


async def helped(bot: "GmBot", interaction: Interaction, what: str, words: str, npc: str | None) -> Card:
    """What the rules say, what campaign and log know, or a line that somebody could say. Raises Refused or NotFound."""
    speech = bot.speech(interaction)
    table = await led(bot, interaction, speech)
    desk, scene = table.engine.assist, table.binding.scene
    if what == "line":
        if npc is None:
            raise Refused(speech("assist.whom"))
        who = find(await table.state(), "npc", npc)
        said = await desk.line(table.game, who, words, scene_key=scene)
        title = speech("assist.line_of", name=character_name(table.campaign, who))
        return Card(title, (f"> {said}",), footer=speech("assist.how"), accent="desk")
    asked = desk.rules if what == "rules" else desk.lore
    sources = await asked(table.game, words, scene_key=scene)
    rows = [f"• {'🔒 ' if each.secret else ''}{each.text}\n-# {each.where}" for each in sources]
    title = speech("assist.rules" if what == "rules" else "assist.lore")
    return Card(title, tuple(rows), footer=speech("desk.private"), accent="desk")


async def what_follows(table: Table, speech: Speech, turn: Turn, user_id: int) -> Shown:
    """What a game master's words would make true, with buttons that let it happen."""
    rows = await table.engine.assist.read(table.game, turn, player_key(user_id), scene_key=table.binding.scene)
    if not rows:
        return speech("assist.means_nothing")
    single = range(1, min(len(rows), _SINGLE) + 1) if len(rows) > 1 else ()
    return Card(
        speech("assist.means"),
        tuple(f"{number}. {row}" for number, row in enumerate(rows, start=1)),
        footer=speech("assist.not_yet"),
        buttons=(
            Button(button_id("asyes", turn.id), speech("button.happens"), "success", "✅"),
            *(Button(button_id("asyes", turn.id, at), speech("button.only", number=at)) for at in single),
            Button(button_id("asno", turn.id), speech("button.not_so")),
        ),
        accent="desk",
    )


def ask_what_follows(speech: Speech, said: str, turn_id: int) -> Card:
    """The reply to a form: what was said, and a button that has the words read once they are told."""
    look = Button(button_id("asread", turn_id), speech("button.follows"), emoji="📝")
    return Card(said, footer=speech("desk.private"), buttons=(look,), accent="desk")


async def read(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> Shown:
    """What follows from a telling of theirs was asked for."""
    table = await led(bot, interaction, speech)
    return await what_follows(table, speech, await table.turn(_number(rest)), interaction.user.id)


async def happens(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """The game master agrees: all of it, or the one of that number."""
    table = await led(bot, interaction, speech)
    table.need_live()
    numbers = [number for part in rest[1:2] if (number := number_of(part)) is not None]
    done = await table.engine.assist.apply(
        table.game,
        _number(rest),
        numbers,
        player_key(interaction.user.id),
        table.face,
        source_face=FACE,
        scene_key=table.binding.scene,
    )
    await audit(bot, interaction, "table.follows", str(done.number), thread_id=table.binding.thread_id)
    return "\n".join([speech("hand.done"), *(f"• {row}" for row in changes_said(table, done))])


async def leaves(bot: "GmBot", interaction: Interaction, speech: Speech, rest: Rest) -> str:
    """Nothing of it is to happen."""
    table = await led(bot, interaction, speech)
    await table.engine.assist.leave(_number(rest))
    return speech("assist.left")


def _number(rest: Rest) -> int:
    return (number_of(rest[0]) if rest else None) or 0
