"""Commands that no model reads: `/attack`, `/cast`, `/use`, `/give`, `/rest`, `/move`. Dice fall at once."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.fight_orders import give_order
from gm.bot.translator import text_of
from gm.play.commanding import choices

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Name = app_commands.Range[str, 1, 100]
Offered = list[app_commands.Choice[str]]


def add_fight_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""
    _add_blows(tree, bot)
    _add_things(tree, bot)
    _add_ground(tree, bot)


async def _give(
    bot: "GmBot", interaction: Interaction, verb: str, first: str | None, small: str, then: str | None
) -> None:
    speech = bot.speech(interaction)
    words = " ".join(part for part in (verb, first, small if then else "", then) if part)
    await answer(interaction, speech, lambda: give_order(bot, interaction, speech, words))


async def _offer(bot: "GmBot", interaction: Interaction, current: str, verb: str, part: str = "") -> Offered:
    """What can be named now, by the rules as they stand."""
    table = await bot.tables.at(interaction.channel_id or 0)
    seat = table.seats.get(interaction.user.id) if table is not None else None
    if table is None or seat is None:
        return []
    word = current.casefold()
    found = [each for each in choices(await table.state(), seat.character, verb, part) if word in each.casefold()]
    return [app_commands.Choice(name=each[:100], value=each[:100]) for each in found][:25]


def _add_blows(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.attack.name"), description=text_of("command.attack.text"))
    @app_commands.rename(target=text_of("option.target.name"), weapon=text_of("option.weapon.name"))
    @app_commands.describe(target=text_of("option.target.text"), weapon=text_of("option.weapon.text"))
    async def attack(interaction: Interaction, target: _Name | None = None, weapon: _Name | None = None) -> None:
        await _give(bot, interaction, "attack", target, "with", weapon)

    @attack.autocomplete("target")
    async def targets(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "attack")

    @attack.autocomplete("weapon")
    async def weapons(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "attack", "with")

    @tree.command(name=text_of("command.cast.name"), description=text_of("command.cast.text"))
    @app_commands.rename(spell=text_of("option.spell.name"), target=text_of("option.target.name"))
    @app_commands.describe(spell=text_of("option.spell.text"), target=text_of("option.target.text"))
    async def cast(interaction: Interaction, spell: _Name, target: _Name | None = None) -> None:
        await _give(bot, interaction, "cast", spell, "on", target)

    @cast.autocomplete("spell")
    async def spells(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "cast")

    @cast.autocomplete("target")
    async def reached(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "cast", "on")


def _add_things(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.use.name"), description=text_of("command.use.text"))
    @app_commands.rename(item=text_of("option.item.name"), person=text_of("option.person.name"))
    @app_commands.describe(item=text_of("option.item.text"), person=text_of("option.person.text"))
    async def use(interaction: Interaction, item: _Name, person: _Name | None = None) -> None:
        await _give(bot, interaction, "use", item, "on", person)

    @use.autocomplete("item")
    async def useful(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "use")

    @use.autocomplete("person")
    async def whom(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "use", "on")

    @tree.command(name=text_of("command.give.name"), description=text_of("command.give.text"))
    @app_commands.rename(item=text_of("option.item.name"), person=text_of("option.person.name"))
    @app_commands.describe(item=text_of("option.item.text"), person=text_of("option.person.text"))
    async def give(interaction: Interaction, item: _Name, person: _Name) -> None:
        await _give(bot, interaction, "give", item, "to", person)

    @give.autocomplete("item")
    async def carried(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "give")

    @give.autocomplete("person")
    async def takers(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "give", "to")


def _add_ground(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    @tree.command(name=text_of("command.rest.name"), description=text_of("command.rest.text"))
    @app_commands.rename(rest=text_of("option.rest.name"))
    @app_commands.describe(rest=text_of("option.rest.text"))
    async def take_rest(interaction: Interaction, rest: _Name | None = None) -> None:
        await _give(bot, interaction, "rest", rest, "", None)

    @take_rest.autocomplete("rest")
    async def rests(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "rest")

    @tree.command(name=text_of("command.move.name"), description=text_of("command.move.text"))
    @app_commands.rename(ground=text_of("option.ground.name"))
    @app_commands.describe(ground=text_of("option.ground.text"))
    async def move(interaction: Interaction, ground: _Name | None = None) -> None:
        await _give(bot, interaction, "move" if ground else "pass", ground, "", None)

    @move.autocomplete("ground")
    async def grounds(interaction: Interaction, current: str) -> Offered:
        return await _offer(bot, interaction, current, "move")
