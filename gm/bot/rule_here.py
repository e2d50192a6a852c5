"""`/rule`: what the rules say, for whoever asks; anybody in a thread of a game may."""

from typing import TYPE_CHECKING, Any

from discord import app_commands

from gm.bot.answers import Interaction, answer
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.choosing import Choices, chooser
from gm.bot.translator import text_of
from gm.rules.rulebook import Rule, rule_names, rules_about
from gm.rules.tongues import scene_in

if TYPE_CHECKING:
    from gm.bot.client import GmBot


def add_rule_command(tree: app_commands.CommandTree[Any], bot: "GmBot") -> None:
    """Register it."""

    @tree.command(name=text_of("command.rule.name"), description=text_of("command.rule.text"))
    @app_commands.rename(name=text_of("option.rule_name.name"))
    @app_commands.describe(name=text_of("option.rule_name.text"))
    async def ruled(interaction: Interaction, name: app_commands.Range[str, 1, 100] | None = None) -> None:
        speech = bot.speech(interaction)
        await answer(interaction, speech, lambda: looked_up(bot, interaction, speech, name or ""))

    @ruled.autocomplete("name")
    async def named(interaction: Interaction, current: str) -> Choices:
        speech = bot.speech(interaction)
        table = await bot.tables.need(interaction.channel_id, speech)
        groups = rule_names(scene_in(await table.state(), speech.locale).campaign, speech.locale)
        return chooser([(name, name) for _, names in groups for name in names], current)


async def looked_up(bot: "GmBot", interaction: Interaction, speech: Speech, words: str) -> Card:
    """The rules that the words name, in the reader's language where the kit has it; without words, what there is.

    Raises:
        NotFound: the rules have nothing of that name.
    """
    table = await bot.tables.need(interaction.channel_id, speech)
    campaign = scene_in(await table.state(), speech.locale).campaign
    if not words.strip():
        groups = tuple(
            (speech(f"rule.kind.{kind}"), ", ".join(names)) for kind, names in rule_names(campaign, speech.locale)
        )
        return Card(campaign.ruleset.title, (), groups, footer=speech("rule.how"))
    rows = tuple(_row(speech, each) for each in rules_about(campaign, words, speech.locale))
    return Card(campaign.ruleset.title, rows)


def _row(speech: Speech, rule: Rule) -> str:
    what = ", ".join(
        filter(None, ("" if rule.kind in ("other", "notion") else speech(f"rule.kind.{rule.kind}"), rule.of))
    )
    head = f"**{rule.name}** ({what})" if what else f"**{rule.name}**"
    said = f"{head}: {rule.summary}" if rule.summary else head
    return f"{said}\n-# {rule.detail}" if rule.detail else said
