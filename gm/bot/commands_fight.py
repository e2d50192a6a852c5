"""Commands that no model reads: `/attack`, `/cast`, `/use`, `/give`, `/rest`, `/move`, `/act`. Dice fall at once."""

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, Final

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.fight_orders import give_order
from gm.bot.translator import text_of
from gm.play.commanding import choices

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Name = app_commands.Range[str, 1, 100]
Offered = list[app_commands.Choice[str]]


@dataclass(frozen=True, slots=True)
class Order:
    """A command: what it is called in the catalogue, and what can be named with it. Another one is another row."""

    verb: str
    named: tuple[str, ...] = ()
    """Keys of its options in the catalogue, two at most."""
    small: str = ""
    """The word between the two as the engine reads them: `attack Goblin with bow`."""
    needed: int = 0
    """How many of the options must be given."""
    alone: str = ""
    """What is given in the verb's place where nothing is named; '' for the verb itself."""


ORDERS: Final = (
    Order("attack", ("target", "weapon"), "with"),
    Order("cast", ("spell", "target"), "on", needed=1),
    Order("use", ("item", "person"), "on", needed=1),
    Order("give", ("item", "person"), "to", needed=2),
    Order("rest", ("rest",)),
    Order("move", ("ground",), alone="pass"),
    Order("act", ("action",), needed=1),
)


def add_fight_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    for order in ORDERS:
        tree.add_command(_command(bot, order))


def words_of(order: Order, named: dict[str, str | None]) -> str:
    """What the engine is given: the verb, then what was named, with the small word before the second."""
    given = [named.get(key) for key in order.named]
    first, then = (*given, None, None)[:2]
    verb = order.verb if first or then else order.alone or order.verb
    return " ".join(part for part in (verb, first, order.small if then else "", then) if part)


def _command(bot: "GmBot", order: Order) -> app_commands.Command[Any, Any, Any]:
    async def called(interaction: Interaction, /, **named: str | None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: give_order(bot, interaction, speech, words_of(order, named)))

    called.__signature__ = _signature(order)  # type: ignore[attr-defined]
    if order.named:
        app_commands.rename(**{key: text_of(f"option.{key}.name") for key in order.named})(called)
        app_commands.describe(**{key: text_of(f"option.{key}.text") for key in order.named})(called)
    made: app_commands.Command[Any, Any, Any] = app_commands.Command(
        name=text_of(f"command.{order.verb}.name"), description=text_of(f"command.{order.verb}.text"), callback=called
    )
    for number, key in enumerate(order.named):
        made.autocomplete(key)(_offering(bot, order.verb, order.small if number else ""))
    return made


def _signature(order: Order) -> Signature:
    """The options as discord.py reads them: from a callback's parameters."""
    kind = Parameter.POSITIONAL_OR_KEYWORD
    options = [
        Parameter(key, kind, annotation=_Name)
        if number < order.needed
        else Parameter(key, kind, annotation=_Name | None, default=None)
        for number, key in enumerate(order.named)
    ]
    return Signature([Parameter("interaction", kind), *options])


def _offering(bot: "GmBot", verb: str, part: str) -> Callable[[Interaction, str], Coroutine[Any, Any, Offered]]:
    """What can be named now, by the rules as they stand."""

    async def offer(interaction: Interaction, current: str) -> Offered:
        table = await bot.tables.at(interaction.channel_id or 0)
        seat = table.seats.get(interaction.user.id) if table is not None else None
        if table is None or seat is None:
            return []
        word = current.casefold()
        found = [each for each in choices(await table.state(), seat.character, verb, part) if word in each.casefold()]
        return [app_commands.Choice(name=each[:100], value=each[:100]) for each in found][:25]

    return offer
