"""`/memory …`: what is remembered of the game here. All answers are for the one who asks."""

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot import memory_here as memory
from gm.bot.answers import Interaction, Shown, answer
from gm.bot.choosing import Choices, chooser
from gm.bot.translator import text_of

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Words = app_commands.Range[str, 1, 240]
_What = app_commands.Range[str, 1, 100]
_OPTIONS: Final = ("words", "what", "who", "whose", "spoilers", "locked", "back")


def add_memory_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    group: app_commands.Group = app_commands.Group(
        name=text_of("command.memory.name"), description=text_of("command.memory.text"), guild_only=True
    )
    _add_looking(group, bot)
    _add_words(group, bot)
    _add_marks(group, bot)
    for command in group.commands:
        if isinstance(command, app_commands.Command):
            for parameter in command.parameters:
                if parameter.name in ("what", "who"):
                    command.autocomplete(parameter.name)(_offering(bot, parameter.name))
    tree.add_command(group)


def _offering(bot: "GmBot", kind: str) -> Callable[[Interaction, str], Coroutine[Any, Any, Choices]]:
    async def offered(interaction: Interaction, current: str) -> Choices:
        return chooser(await memory.offered(bot, interaction, kind), current)

    return offered


def _named(group: app_commands.Group, key: str) -> Callable[[Any], Any]:
    """A subcommand with its texts, and with those of its options."""

    def made(function: Any) -> Any:
        names = [name for name in function.__annotations__ if name in _OPTIONS]
        function = app_commands.rename(**{name: text_of(f"option.memory.{name}.name") for name in names})(function)
        function = app_commands.describe(**{name: text_of(f"option.memory.{name}.text") for name in names})(function)
        named = text_of(f"command.memory.{key}.name")
        return group.command(name=named, description=text_of(f"command.memory.{key}.text"))(function)

    return made


async def _answer(bot: "GmBot", interaction: Interaction, work: Callable[[], Awaitable[Shown]]) -> None:
    await answer(interaction, bot.speech(interaction), work)


def _add_looking(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "list")
    async def list_(interaction: Interaction, spoilers: bool = False) -> None:
        await _answer(bot, interaction, lambda: memory.show_list(bot, interaction, spoilers=spoilers))

    @_named(group, "search")
    async def search(interaction: Interaction, words: _Words, spoilers: bool = False) -> None:
        await _answer(bot, interaction, lambda: memory.show_found(bot, interaction, words, spoilers=spoilers))


def _add_words(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "add")
    @app_commands.choices(
        whose=[app_commands.Choice(name=text_of(f"memory.whose.{each}"), value=each) for each in ("table", "me", "gm")]
    )
    async def add(interaction: Interaction, words: _Words, whose: str = "table") -> None:
        await _answer(bot, interaction, lambda: memory.add(bot, interaction, words, whose))

    @_named(group, "correct")
    async def correct(interaction: Interaction, what: _What, words: _Words) -> None:
        await _answer(bot, interaction, lambda: memory.correct(bot, interaction, what, words))

    @_named(group, "tell")
    async def tell(interaction: Interaction, what: _What, who: _What) -> None:
        await _answer(bot, interaction, lambda: memory.tell(bot, interaction, what, who))


def _add_marks(group: app_commands.Group, bot: "GmBot") -> None:
    @_named(group, "pin")
    async def pin(interaction: Interaction, what: _What) -> None:
        await _answer(bot, interaction, lambda: memory.mark(bot, interaction, "pin", what))

    @_named(group, "unpin")
    async def unpin(interaction: Interaction, what: _What) -> None:
        await _answer(bot, interaction, lambda: memory.mark(bot, interaction, "unpin", what))

    @_named(group, "forget")
    async def forget(interaction: Interaction, what: _What, back: bool = False) -> None:
        verb = "recollect" if back else "forget"
        await _answer(bot, interaction, lambda: memory.mark(bot, interaction, verb, what))

    @_named(group, "lock")
    async def lock(interaction: Interaction, what: _What, locked: bool = True) -> None:
        verb = "lock" if locked else "unlock"
        await _answer(bot, interaction, lambda: memory.mark(bot, interaction, verb, what))
