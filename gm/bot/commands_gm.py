"""`/gm …`: for the game master of a table. Open to all in Discord's eyes; who may use it is asked at every call."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

import discord
from discord import app_commands

from gm.bot import gm_desk as desk
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.choosing import Choices, chooser
from gm.bot.commands_bounds import add_led_bounds
from gm.bot.commands_lore import add_gm_lore
from gm.bot.commands_whispers import add_sealed_commands
from gm.bot.commands_world import add_gm_world
from gm.bot.prep_card import show_prep
from gm.bot.staking import set_stakes
from gm.bot.suggestions_here import suggest_here
from gm.bot.translator import text_of
from gm.play.reach import Verb

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Id = app_commands.Range[str, 1, 100]
_Words = app_commands.Range[str, 1, 2000]
_Turn = app_commands.Range[int, 1, 1_000_000]
_OPTIONS: Final = (
    "who", "npc", "item", "place", "condition", "flag", "clock", "fact",
    "count", "by", "on", "told", "beats", "remove", "words", "spoilers", "turn", "role", "line", "player", "ask",
    "shown",
)  # fmt: skip


def add_gm_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.gm.name"), description=text_of("command.gm.text"), guild_only=True
    )
    for add in (_add_looking, _add_words, _add_things, _add_people, _add_world, _add_table):
        add(group, bot)
    add_gm_lore(group, bot)
    add_gm_world(group, bot)
    add_led_bounds(group, bot, "gm")
    add_sealed_commands(group, bot)
    for command in group.commands:
        if isinstance(command, app_commands.Command):
            _complete(command, bot)
    tree.add_command(group)


def _complete(command: app_commands.Command[Any, ..., Any], bot: "GmBot") -> None:
    """Every option that names something offers what may be named."""
    for parameter in command.parameters:
        kind = "note" if parameter.name == "remove" else parameter.name
        if kind in _OPTIONS[:8] or kind == "note":
            command.autocomplete(parameter.name)(_offering(bot, kind))


def _offering(bot: "GmBot", kind: str) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    async def offered(interaction: Interaction, current: str) -> Choices:
        return chooser(await desk.legal(bot, interaction, kind), current)

    return offered


def _named(group: app_commands.Group, key: str) -> Callable[[Any], Any]:
    """A subcommand with its texts, and with those of its options."""

    def made(function: Any) -> Any:
        names = [name for name in function.__annotations__ if name in _OPTIONS]
        function = app_commands.rename(**{name: text_of(f"option.gm.{name}.name") for name in names})(function)
        function = app_commands.describe(**{name: text_of(f"option.gm.{name}.text") for name in names})(function)
        command = group.command(name=text_of(f"command.gm.{key}.name"), description=text_of(f"command.gm.{key}.text"))
        return command(function)

    return made


async def _answer(bot: "GmBot", interaction: Interaction, work: Callable[[], Awaitable[Shown]]) -> None:
    await answer(interaction, bot.speech(interaction), work)


async def _hand(bot: "GmBot", interaction: Interaction, verb: Verb, **more: Any) -> None:
    await _answer(bot, interaction, lambda: desk.lay_hand(bot, interaction, verb, **more))


def _add_looking(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "why")
    async def why(interaction: Interaction, turn: _Turn | None = None, spoilers: bool = True) -> None:
        await _answer(bot, interaction, lambda: desk.show_reasons(bot, interaction, turn, spoilers=spoilers))

    @_named(group, "secrets")
    async def secrets(interaction: Interaction) -> None:
        await _answer(bot, interaction, lambda: desk.show_secrets(bot, interaction))

    @_named(group, "prep")
    async def prep(interaction: Interaction) -> None:
        await _answer(bot, interaction, lambda: show_prep(bot, interaction))

    @_named(group, "prompt")
    @app_commands.choices(
        role=[app_commands.Choice(name=text_of(f"role.{each}"), value=each) for each in ("narrator", "adjudicator")]
    )
    async def prompt(
        interaction: Interaction, role: str = "narrator", line: _Words | None = None, turn: _Turn | None = None
    ) -> None:
        await _answer(bot, interaction, lambda: desk.show_prompt(bot, interaction, role, line, turn))


def _add_words(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "say")
    async def say(interaction: Interaction, npc: _Id, words: _Words) -> None:
        await _answer(bot, interaction, lambda: desk.speak(bot, interaction, words, npc))

    @_named(group, "narrate")
    async def narrate(interaction: Interaction, words: _Words) -> None:
        await _answer(bot, interaction, lambda: desk.speak(bot, interaction, words, None))

    @_named(group, "note")
    async def note(
        interaction: Interaction,
        words: app_commands.Range[str, 1, 500],
        beats: app_commands.Range[int, 0, 100] = 3,
    ) -> None:
        await _answer(bot, interaction, lambda: desk.take_note(bot, interaction, words, beats))

    @_named(group, "notes")
    async def notes(interaction: Interaction, remove: _Id | None = None) -> None:
        await _answer(bot, interaction, lambda: desk.show_notes(bot, interaction, remove))


def _add_things(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "give")
    async def give(
        interaction: Interaction,
        who: _Id,
        item: _Id,
        count: app_commands.Range[int, 1, 999] = 1,
        told: _Words | None = None,
    ) -> None:
        await _hand(bot, interaction, "give", who=who, what=item, number=count, words=told or "")

    @_named(group, "take")
    async def take(
        interaction: Interaction,
        who: _Id,
        item: _Id,
        count: app_commands.Range[int, 1, 999] = 1,
        told: _Words | None = None,
    ) -> None:
        await _hand(bot, interaction, "take", who=who, what=item, number=count, words=told or "")


def _add_people(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "hp")
    async def hp(
        interaction: Interaction, who: _Id, by: app_commands.Range[int, -999, 999], told: _Words | None = None
    ) -> None:
        await _hand(bot, interaction, "hp", who=who, number=by, words=told or "")

    @_named(group, "condition")
    async def condition(
        interaction: Interaction, who: _Id, condition: _Id, on: bool = True, told: _Words | None = None
    ) -> None:
        await _hand(bot, interaction, "condition", who=who, what=condition, number=int(on), words=told or "")

    @_named(group, "move")
    async def move(interaction: Interaction, who: _Id, place: _Id, told: _Words | None = None) -> None:
        await _hand(bot, interaction, "move", who=who, what=place, words=told or "")

    @_named(group, "learn")
    async def learn(interaction: Interaction, who: _Id, fact: _Id, told: _Words | None = None) -> None:
        await _hand(bot, interaction, "learn", who=who, what=fact, words=told or "")


def _add_world(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "flag")
    async def flag(interaction: Interaction, flag: _Id, on: bool = True, told: _Words | None = None) -> None:
        await _hand(bot, interaction, "flag", what=flag, number=int(on), words=told or "")

    @_named(group, "clock")
    async def clock(
        interaction: Interaction, clock: _Id, by: app_commands.Range[int, -12, 12] = 1, told: _Words | None = None
    ) -> None:
        await _hand(bot, interaction, "clock", what=clock, number=by, words=told or "")


def _add_table(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "undo")
    async def undo(interaction: Interaction) -> None:
        await _answer(bot, interaction, lambda: desk.take_back(bot, interaction))

    @_named(group, "suggestions")
    async def suggestions(interaction: Interaction, shown: bool | None = None) -> None:
        await _answer(bot, interaction, lambda: suggest_here(bot, interaction, shown))

    @_named(group, "kick")
    async def kick(interaction: Interaction, player: discord.User) -> None:
        await _answer(bot, interaction, lambda: desk.unseat(bot, interaction, player.id, player.display_name))

    @_named(group, "stakes")
    async def stakes(interaction: Interaction, ask: bool) -> None:
        await _answer(bot, interaction, lambda: set_stakes(bot, interaction, ask=ask))
