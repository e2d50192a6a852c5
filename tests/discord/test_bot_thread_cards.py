"""Cards in a thread: each form of them says the same, stays editable, and outlives a restart."""

from pathlib import Path
from typing import Any

import pytest
from bot_journey import opened, seated, serving
from loopback import LoopbackDiscord, Message
from loopback.message import COMPONENTS_V2

from gm.bench.combats import pit
from gm.bot.cards import pages, v2_texts
from gm.bot.catalogue import Speech, shipped_catalogue
from gm.bot.fight_standing import standing_card
from gm.bot.order_words import order_words
from gm.bot.outcome_card import outcome_card, shortened
from gm.domain.encounter import Combatant, EncounterView
from gm.domain.events import OutcomeResolved
from gm.domain.state import WorldState
from gm.rules.remaining import rounds_left
from gm.store.guilds import GuildSettings

ENGLISH = Speech(shipped_catalogue(), "en")
GERMAN = Speech(shipped_catalogue(), "de")


def form_of(message: Message) -> str:
    return "v2" if message.flags & COMPONENTS_V2 else "embed" if message.embeds else "plain"


@pytest.mark.parametrize("form", ["auto", "embed", "plain"])
async def test_dice_and_lobby_in_each_form(server: LoopbackDiscord, home: Path, form: str) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        settings = GuildSettings(guild_id=channel.guild.id, cards=form)  # type: ignore[arg-type]
        await bot.tables.set_settings(settings)
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I search the floor")
        card, (dice,) = group.thread.messages[0], group.told("🎲")
        wanted = "v2" if form == "auto" else form
        assert form_of(card) == form_of(dice) == wanted
        assert "The game has begun" in card.text and "Make your own" in card.labels
        assert "Ilse Brand, Search" in dice.text and "1d20" in dice.text and "…" not in dice.text
        await (await group.players["Ada"].slash(group.thread, "undo")).message("taken back")
        await group.rest()
        assert dice.deleted_at is not None or dice.text.startswith("-# Turn 2")


async def test_what_is_made_of_components_stays_so_whatever_the_server_sets_later(
    server: LoopbackDiscord, home: Path
) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        card = group.thread.messages[0]
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await bot.tables.set_settings(GuildSettings(guild_id=channel.guild.id, cards="plain"))
        await (await channel.guild.user("Bo").click(card, "Play Odo")).message("You play Odo")
        await group.rest()
        assert form_of(card) == "v2" and "**Odo**: a carter (<@" in card.text
        wire = bot.tables.wire_of(await _binding(bot, group.thread.id))
        assert await wire.edit(card.id, None, "-# gone", ())
        assert card.text == "-# gone" and card.labels == [] and form_of(card) == "v2"


async def _binding(bot: object, thread: int) -> object:
    return await bot.tables.binding(thread)  # type: ignore[attr-defined]


async def test_help_says_what_is_useful_here_and_now(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    assert channel.guild is not None
    eve = channel.guild.user("Eve", locale="de")
    async with opened(home) as app, serving(server, app) as bot:
        nothing = (await (await eve.slash(channel, "help")).message()).text
        ids = {command["name"]: command["id"] for command in server.world.commands.of(None)}
        assert f"</play start:{ids['play']}> (/spiel start)" in nothing and "läuft kein Spiel" in nothing
        assert sum(line.startswith("• ") for line in nothing.splitlines()) == 7 + 2
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Odo")
        ada, bo = group.players["Ada"], group.players["Bo"]
        watching = (await (await eve.slash(group.thread, "help")).message()).text
        assert "du spielst noch niemanden" in watching and f"</play join:{ids['play']}>" in watching
        leading = (await (await ada.slash(group.thread, "help")).message()).text
        assert "You sit at this table." in leading and f"</gm narrate:{ids['gm']}>" in leading
        playing = (await (await bo.slash(group.thread, "help")).message()).text
        assert f"</inventory:{ids['inventory']}>" in playing and "/gm" not in playing and "/host" not in playing
        await (await ada.slash(group.thread, "play pause")).message()
        paused = (await (await bo.slash(group.thread, "help")).message()).text
        assert "is paused" in paused and f"</play resume:{ids['play']}>" in paused


def test_an_outcome_of_any_length_is_one_message_in_each_form() -> None:
    rows = [f"Line {number} of a very long fight, with a blow and another blow." for number in range(200)]
    card = outcome_card(ENGLISH, OutcomeResolved(1, (), (), (), (), fight=tuple(rows)))
    assert card is not None and card.rows[-1].endswith("…")  # type: ignore[union-attr]
    assert all(len(pages(card, form)) == 1 for form in ("v2", "embed", "plain"))  # type: ignore[arg-type]
    assert outcome_card(ENGLISH, OutcomeResolved(1, (), (), (), ())) is None
    assert shortened(["a", "b"]) == ("a", "b")


def test_how_a_fight_stands_is_said_in_words_and_counts_the_party_alone() -> None:
    def one(who: str, name: str, zone: int, hp: int, **more: Any) -> Combatant:
        side: Any = "party" if who in ("ada", "bo") else "foes"
        return Combatant(
            id=who, name=name, side=side, zone=zone, hp=hp, max_hp=10, defence=12, **({"status": "active"} | more)
        )

    people = (
        one("ada", "Ada", 0, 7, temp_hp=3, conditions=("blessed",)),
        one("bo", "Bo", 0, 0, status="down"),
        one("goblin-1", "Goblin 1", 2, 4, conditions=("blessed",)),
        one("goblin-2", "Goblin 2", 2, 0, status="dead"),
    )
    order = tuple(each.id for each in people)
    view = EncounterView(
        key="goblins", title="Goblins", round=2, zones=("near", "middle", "far"), order=order, turn="ada",
        combatants=people,
    )  # fmt: skip
    ends = {("character:ada", "until/blessed"): "r:5:end:cy", ("character:goblin-1", "until/blessed"): "r:2:end:cy"}
    for form in ("v2", "embed", "plain"):
        (page,) = pages(standing_card(ENGLISH, pit(), WorldState(ends), view), form)  # type: ignore[arg-type]
        text = "\n".join(text for text, _ in v2_texts(page))
        assert "▶ **Ada**: 7/10 +3, Blessed (rounds left: 3)" in text and "It is Ada's turn." in text
        assert "**Bo**: down" in text and "**middle**: nobody" in text and "Goblin 2" not in text
        assert "**Goblin 1**: wounded, Blessed (until this round ends)" in text
        assert "Then: Goblin 1" in text and "4/10" not in text


def test_rounds_that_are_left() -> None:
    world = WorldState({("character:ada", "until/blessed"): "r:4:end:cy", ("character:ada", "until/dazed"): "m:90"})
    assert [rounds_left(world, "ada", "blessed", now) for now in (1, 4, 5)] == [3, 0, 0]
    assert rounds_left(world, "ada", "dazed", 1) is None and rounds_left(world, "ada", "other", 1) is None


def test_an_order_is_shown_in_the_tables_language() -> None:
    assert order_words(GERMAN, "attack Man with a Scar with bow") == "*Angreifen: Man with a Scar (bow)*"
    assert (
        order_words(GERMAN, "pass") == "*Aussetzen*" and order_words(ENGLISH, "give rope to Bo") == "*Give: rope (Bo)*"
    )
    assert order_words(ENGLISH, "somersault") == "*somersault*"
