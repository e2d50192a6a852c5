"""`/scenes`, `/split`, `/meet`, `/send`: several scenes of one game, each in a thread of its own."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, Shown, answer
from gm.bot.auditing import audit
from gm.bot.catalogue import Speech
from gm.bot.choosing import Choices, chooser
from gm.bot.gm_desk import led
from gm.bot.scene_acts import meet_here, part_here, scenes_card
from gm.bot.sending import send_here
from gm.bot.translator import text_of
from gm.rules.parting import known_places
from gm.rules.sending import WAYS, By

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_Name = app_commands.Range[str, 1, 120]
_Words = app_commands.Range[str, 1, 1000]


def add_scene_commands(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register them."""

    @tree.command(name=text_of("command.scenes.name"), description=text_of("command.scenes.text"))
    @app_commands.rename(ask=text_of("option.scenes_ask.name"), private=text_of("option.scenes_private.name"))
    @app_commands.rename(sendings=text_of("option.scenes_sendings.name"))
    @app_commands.describe(ask=text_of("option.scenes_ask.text"), private=text_of("option.scenes_private.text"))
    @app_commands.describe(sendings=text_of("option.scenes_sendings.text"))
    async def scenes(
        interaction: Interaction, ask: bool | None = None, private: bool | None = None, sendings: bool | None = None
    ) -> None:
        speech = bot.speech(interaction)

        async def shown() -> Shown:
            if any(each is not None for each in (ask, private, sendings)):
                await set_scenes(bot, interaction, speech, ask=ask, private=private, sendings=sendings)
            return await scenes_card(bot, interaction, speech)

        await answer(interaction, speech, shown)

    @tree.command(name=text_of("command.split.name"), description=text_of("command.split.text"))
    @app_commands.rename(who=text_of("option.split_who.name"), to=text_of("option.split_to.name"))
    @app_commands.describe(who=text_of("option.split_who.text"), to=text_of("option.split_to.text"))
    async def split(interaction: Interaction, who: _Name, to: _Name | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: part_here(bot, interaction, speech, who, to or ""))

    @tree.command(name=text_of("command.meet.name"), description=text_of("command.meet.text"))
    @app_commands.rename(who=text_of("option.meet_who.name"))
    @app_commands.describe(who=text_of("option.meet_who.text"))
    async def meet(interaction: Interaction, who: _Name | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: meet_here(bot, interaction, speech, who))

    @tree.command(name=text_of("command.send.name"), description=text_of("command.send.text"))
    @app_commands.rename(to=text_of("option.send_to.name"), words=text_of("option.send_words.name"))
    @app_commands.rename(how=text_of("option.send_how.name"))
    @app_commands.describe(to=text_of("option.send_to.text"), words=text_of("option.send_words.text"))
    @app_commands.describe(how=text_of("option.send_how.text"))
    @app_commands.choices(how=[app_commands.Choice(name=text_of(f"word.by.{each}"), value=each) for each in WAYS])
    async def send(interaction: Interaction, to: _Name, words: _Words, how: By = "letter") -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: send_here(bot, interaction, speech, to, words, how))

    @split.autocomplete("who")
    async def people(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        if table is None or interaction.user.id not in table.seats or interaction.user.id in table.away:
            return []
        state = await table.state()
        done, comma, typed = current.rpartition(",")
        first = f"{done}{comma} " if comma else ""
        party = [pc.name for pc in state.campaign.characters if state.plays_here(pc.id)]
        return [
            app_commands.Choice(name=f"{first}{each.name}"[:100], value=f"{first}{each.value}"[:100])
            for each in chooser(((name, name) for name in party), typed)
        ]

    @split.autocomplete("to")
    async def places(interaction: Interaction, current: str) -> Choices:
        table = await bot.tables.at(interaction.channel_id or 0)
        if table is None or interaction.user.id not in table.seats or interaction.user.id in table.away:
            return []
        state = await table.state()
        return chooser(((each.name, each.name) for each in known_places(state) if each.id != state.place_id), current)


async def set_scenes(
    bot: "GmBot",
    interaction: Interaction,
    speech: Speech,
    *,
    ask: bool | None,
    private: bool | None,
    sendings: bool | None,
) -> None:
    """Set whether a table is asked before somebody walks off alone, who sees a parted scene's thread, and whether
    anybody can send word over any distance. Raises NotFound, or Refused for players."""
    table = await led(bot, interaction, speech)
    table.need_live()
    fields: dict[str, str | bool] = {}
    if ask is not None:
        fields["together"] = "ask" if ask else "as_said"
    if private is not None:
        fields["scene_threads"] = "private" if private else "public"
    if sendings is not None:
        fields["sendings"] = sendings
    await table.engine.set_table(table.game, **fields)
    changed = " ".join(f"{name}={value}" for name, value in fields.items())
    await audit(bot, interaction, "table.scenes", changed, thread_id=table.binding.thread_id)
