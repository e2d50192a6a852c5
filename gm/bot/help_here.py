"""`/help`: the seven commands that a newcomer needs, then what is of use here and now."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from gm.bot.answers import Interaction
from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.mentions import command_about, command_name
from gm.bot.rights import leads_table, manages_server
from gm.rules.combat.playing import encounter_view

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.store.discord import ThreadBinding

Where = Literal["none", "lobby", "watching", "table", "fight", "paused", "ended"]
"""What is going on in the channel, as far as the one who asks is concerned."""
HELP_KEYS: Final = ("do", "say", "check", "sheet", "ask", "undo", "help")
"""The seven commands that a newcomer needs; everything else is offered where it is of use."""
HELP_TOPICS: Final = ("play", "dice", "history", "table", "privacy", "hosting")
HERE: Final[dict[Where, tuple[str, ...]]] = {
    "none": ("play start", "play campaigns"),
    "lobby": ("play join", "play make", "play schedule"),
    "watching": ("play join", "play make", "party", "recap"),
    "table": ("inventory", "party", "recap", "roll", "why", "xcard"),
    "fight": ("attack", "cast", "use", "move", "act"),
    "paused": ("play resume", "recap"),
    "ended": ("play start", "recap"),
}
"""What is useful in each place."""
LEAD: Final = ("gm narrate", "gm say", "gm give", "gm secrets")
HOST: Final = ("host setup", "host doctor", "host usage")


@dataclass(frozen=True, slots=True)
class Standpoint:
    """Where somebody asks for help, and what they may do there."""

    where: Where = "none"
    leads: bool = False
    hosts: bool = False


async def show_help(bot: "GmBot", interaction: Interaction, speech: Speech, topic: str = "play") -> Card:
    """Help for whoever asks, where they ask."""
    await bot.mentions.ready()
    found = await standpoint(bot, interaction)
    return help_card(speech, topic, found, lambda path: bot.mentions.say(speech, path))


async def standpoint(bot: "GmBot", interaction: Interaction) -> Standpoint:
    """What goes on in the channel of whoever asks."""
    hosts = manages_server(interaction)
    binding = await bot.tables.binding(interaction.channel_id or 0)
    if binding is None:
        return Standpoint(hosts=hosts)
    settings = await bot.tables.settings(binding.guild_id)
    where = await _where(bot, binding, interaction.user.id)
    return Standpoint(where, leads_table(interaction, settings, binding) and where != "ended", hosts)


async def _where(bot: "GmBot", binding: "ThreadBinding", user_id: int) -> Where:
    if binding.status in ("ended", "gone", "moved"):
        return "ended"
    table = await bot.tables.at(binding.thread_id)
    if table is None:
        return "lobby"
    if binding.status == "paused":
        return "paused"
    if user_id not in table.seats:
        return "watching"
    state = await table.state()
    return "table" if encounter_view(state.campaign, state.world, state.scene.key) is None else "fight"


def help_card(
    speech: Speech,
    topic: str = "play",
    standing: Standpoint | None = None,
    linked: Callable[[str], str] | None = None,
) -> Card:
    """How to play, by topic; a button for each of the others. Without `standing` nothing is said about here and now;
    `linked` gives a command as a link. Pure."""
    topic = topic if topic in HELP_TOPICS else HELP_TOPICS[0]
    link = linked or (lambda path: f"/{command_name(speech, path)}")
    rows, fields = [speech(f"help.{topic}")], []
    if topic == "play":
        rows += _listed(speech, HELP_KEYS, link)
        fields = [] if standing is None else _here(speech, standing, link)
    others = tuple(
        Button(button_id("help", each), speech(f"help.topic.{each}")) for each in HELP_TOPICS if each != topic
    )
    return Card(speech(f"help.topic.{topic}"), tuple(rows), tuple(fields), buttons=others, accent="desk")


def _here(speech: Speech, standing: Standpoint, link: Callable[[str], str]) -> list[tuple[str, str]]:
    lines = [speech(f"help.here.{standing.where}"), *_listed(speech, HERE[standing.where], link)]
    found = [(speech("help.now"), "\n".join(lines))]
    if standing.leads:
        found.append((speech("help.lead"), "\n".join(_listed(speech, LEAD, link))))
    if standing.hosts:
        found.append((speech("help.host"), "\n".join(_listed(speech, HOST, link))))
    return found


def _listed(speech: Speech, paths: tuple[str, ...], link: Callable[[str], str]) -> list[str]:
    return [f"• {link(path)}: {command_about(speech, path)}" for path in paths]
