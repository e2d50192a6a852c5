"""Players who forge, press everything at once and write what should not be written: nothing breaks, nothing leaks."""

import asyncio
import gc
import json
import logging
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from bot_hosting import Provider, hosted
from bot_journey import TINY, make_home, opened, seated, serving
from hypothesis import given
from hypothesis import strategies as st
from loopback import LoopbackDiscord, Message, Permission, User
from loopback.channel import Channel
from loopback.interaction import COMPONENT, MODAL_SUBMIT, Interaction
from loopback.message import walk
from loopback.posting import Upload

from gm.authoring.load import load_campaign
from gm.bot.allowance import HOUR, REPORTS, Allowance
from gm.bot.naming import calm_name, plain_name
from gm.bot.personas import persona_name
from gm.domain.errors import Refused
from gm.domain.own import CharacterPicks
from gm.resources import ruleset_sources
from gm.review.verify import verify
from gm.rules.own import read_picks
from gm.store.discord import load_seats
from gm.store.guilds import GuildSettings
from gm.store.turns import load_turns

GHOST = """npcs:
  ghost: {name: Mother Vane, place: path, appearance: A shape in the bracken., persona: Cold., wants: Rest.}
"""
SECRET = "The lamp burns whale oil stolen from the wreck of the Aurelia."


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign, a secret, and somebody who is elsewhere."""
    folder = make_home(tmp_path, sqlite_template)
    text = TINY.replace("wants: To be left alone.", f"wants: To be left alone., secrets: [{{id: oil, text: {SECRET}}}]")
    text = text.replace(
        "npcs:\n",
        GHOST,
    )
    (folder / "campaigns" / "tiny" / "campaign.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
async def server(caplog: pytest.LogCaptureFixture) -> AsyncIterator[LoopbackDiscord]:
    """A server that finds nothing wrong with what the bot asks of it; the bot's log holds no error."""
    caplog.set_level(logging.ERROR)
    async with LoopbackDiscord() as made:
        yield made
    assert [str(finding) for finding in made.findings_on_requests] == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


async def forged(user: User, message: Message, custom_id: str) -> Interaction:
    """A press with an id that we never made, as if it stood on a button of the message."""
    part = next(each for each in walk(message.components) if each["type"] == 2)
    true, part["custom_id"] = part["custom_id"], custom_id
    data = {"component_type": 2, "custom_id": custom_id, "id": part["id"]}
    try:
        return await user._dispatch(COMPONENT, message.channel, data, name=custom_id, source=message, wait=True)
    finally:
        part["custom_id"] = true


async def sent(user: User, channel: Channel, custom_id: str, **fields: str) -> Interaction:
    """A form with an id that was never opened."""
    rows = [
        {"type": 18, "id": at, "component": {"type": 4, "id": at + 100, "custom_id": name, "value": value}}
        for at, (name, value) in enumerate(fields.items(), 1)
    ]
    data: dict[str, Any] = {"custom_id": custom_id, "components": rows}
    return await user._dispatch(MODAL_SUBMIT, channel, data, name=custom_id, wait=True)


def shown(interaction: Interaction) -> str:
    """All that the one who acted reads."""
    return "\n".join(message.text for message in interaction.shown)


HUGE = "9" * 40
BAD = [
    *("", HUGE, "-1", "0", "x", "1:2:3:4:5", ":::", "١٢", "²", "1e9", "\u202e1", "None", "1" * 95),
    *(f"{HUGE}:{HUGE}", f"{HUGE}:{HUGE}:a", f"1:{HUGE}", f"1:{HUGE}:0", f"1:0:{HUGE}"),
]
VERBS = [
    *("act", "redo", "reword", "why", "help", "read", "choose", "begin", "own", "speak", "try", "tell", "tellings"),
    *("setup", "doctor", "spend", "fight", "zzz"),
]
FORMS = ["actform", "rewordform", "forgetform", "setupform", "ownform", "speakform", "editform", "retellform", "zzz"]


async def test_forged_ids_are_answered_and_do_nothing(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        beat, ada = group.thread.messages[-1], group.players["Ada"]
        for verb in VERBS:
            for bad in BAD:
                pressed = await forged(ada, beat, f"gm:{verb}:{bad}"[:100])
                await server.until(lambda p=pressed: p.modal is not None or p.shown, 5, f"{verb}:{bad}")  # type: ignore[misc]
                assert "went wrong inside" not in shown(pressed), f"{verb}:{bad}"
        for form in FORMS:
            for bad in BAD:
                done = await sent(ada, group.thread, f"gm:{form}:{bad}"[:100], words="", how="x", word="no", who=bad)
                await server.until(lambda d=done: d.shown, 5, f"{form}:{bad}")  # type: ignore[misc]
                assert "went wrong inside" not in shown(done), f"{form}:{bad}"
        await group.rest()
        table = bot.tables.opened(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_a_stranger_can_press_nothing_and_learns_no_names(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I look around")
        beat, eve, before = group.with_button("Undo")[-1], guild.user("Eve"), len(group.thread.messages)
        for label in ("Undo", "Redo"):
            assert "You play nobody here" in shown(await answered(await eve.click(beat, label)))
        said = await eve.slash(group.thread, "say", {"words": "Boo", "to": "nobody at all"})
        assert "Orla" not in (await said.message("You play nobody")).text
        for who in (eve, group.players["Ada"]):
            told = await answered(await sent(who, group.thread, "gm:speakform:1:ghost", words="Hello"))
            assert "Vane" not in shown(told)
            assert (await forged(who, beat, "gm:speak:1:ghost")).modal is None
        heard = await sent(group.players["Ada"], group.thread, "gm:speakform:1:orla", words="Hello")
        await heard.message("✅")  # a positive control: who is there can be spoken to
        await group.rest()
        assert len([each for each in group.thread.messages[before:] if "Boo" in each.text]) == 0


async def answered(interaction: Interaction) -> Interaction:
    """Once something is shown."""
    await interaction.world.changes.until(lambda: interaction.shown, 5)
    return interaction


async def test_reports_never_leave_their_server(server: LoopbackDiscord, home: Path) -> None:
    guild, other = server.world.guild(), server.world.guild()
    channel, theirs = guild.channel("inn"), other.channel("theirs")
    async with opened(home) as app, serving(server, app) as bot:
        host = guild.user("Hana")
        guild.give(host, guild.role("staff", Permission.MANAGE_GUILD))
        body = json.dumps({"gm_settings": 1, "settings": {"report_channel": theirs.id}}).encode()
        read = await host.slash(channel, "host import", {"file": Upload("gm-settings.json", "application/json", body)})
        assert "report_channel" in (await answered(read)).shown[0].text
        await bot.tables.set_settings(GuildSettings(guild_id=guild.id, report_channel=theirs.id))
        told = await host.slash(channel, "report", {"reason": "[free money](https://evil.example) <@&1> @everyone"})
        await told.message("can see it now")
        assert theirs.messages == []
        desk = guild.channel("desk")
        await bot.tables.set_settings(GuildSettings(guild_id=guild.id, report_channel=desk.id))
        await (await host.slash(channel, "report", {"reason": "[x](https://evil.example)"})).message("can see it")
        (post,) = desk.messages
        assert "](http" not in post.text and "evil.example" in post.text and post.notified == []


async def test_a_game_that_moved_or_ended_is_not_played_in_its_old_thread(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await group.does("Ada", "I look around")
        ada, old, beat = group.players["Ada"], group.thread, group.with_button("Undo")[-1]
        card = old.messages[0]
        both = await asyncio.gather(ada.slash(old, "play move", {}), group.players["Bo"].slash(old, "play move", {}))
        for each in both:
            await answered(each)
        await group.rest()
        assert sum("goes on in <#" in shown(each) for each in both) == 1, [shown(each) for each in both]
        new = next(each for each in channel.threads if each is not old)
        assert len(channel.threads) == 2
        for press in (ada.click(beat, "Undo"), ada.slash(old, "play resume")):
            assert "goes on in another thread" in shown(await answered(await press))
        for command, options in (("redo", {}), ("reword", {}), ("play end", {}), ("do", {"words": "I wait"})):
            assert "goes on in another thread" in shown(await answered(await ada.slash(old, command, options)))
        joined = await channel.guild.user("Cy").click(card, "Play Odo")  # type: ignore[union-attr]
        assert "goes on in another thread" in shown(await answered(joined))
        await (await ada.slash(old, "play leave")).message("got up")  # of the old thread: in the new one she sits
        group.thread = new
        await group.does("Ada", "I wait")
        beat = group.with_button("Undo")[-1]
        await (await ada.slash(new, "play end")).message("seed")
        draws = len(new.messages)
        for command, options in (("redo", {}), ("reword", {}), ("undo", {})):
            assert "has ended" in shown(await answered(await ada.slash(new, command, options)))
        assert "has ended" in shown(await answered(await ada.click(beat, "Redo")))
        await group.rest()
        assert len(new.messages) == draws
        table = bot.tables.opened(new.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_two_presses_at_once_are_one_seat(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        card, bo, cy = group.thread.messages[0], channel.guild.user("Bo"), channel.guild.user("Cy")  # type: ignore[union-attr]
        presses = [bo.click(card, "Play Tam Reed"), bo.click(card, "Play Odo"), cy.click(card, "Play Odo")]
        for each in await asyncio.gather(*presses):
            await answered(each)
        await group.rest()
        async with app.database.read() as db:
            seats = await load_seats(db, group.thread.id)
        table = bot.tables.opened(group.thread.id)
        assert table is not None
        state = await table.state()
        playing = {pc.id for pc in state.campaign.characters if state.is_playing(pc.id)}
        assert playing == {seat.character for seat in seats}
        assert len({seat.player_id for seat in seats}) == len(seats) and (await verify(app.database, table.game)).ok


# -- names


@pytest.mark.parametrize(
    "name",
    [
        "Orla",
        "orla",
        "Or\u200bla",
        "\u202eOrla",
        "Оrlа",
        "Órla",
        "O r l a",
        "Orla.",
        "MotherVane",
        "Tam  Reed",
    ],
)
def test_nobody_passes_for_somebody_else(name: str) -> None:
    with pytest.raises(Refused):
        picks(name)


@pytest.mark.parametrize("name", ["Orlando", "Кир", "กิน", "李", "Zoë", "Clyde", "Éowyn"])
def test_other_names_of_any_script_are_taken(name: str) -> None:
    assert picks(name).name == name


def picks(name: str) -> CharacterPicks:
    """Picks for the tiny campaign, as they are read."""
    sources = {"campaign.yaml": TINY.replace("npcs:\n", GHOST).encode()}
    campaign = load_campaign(sources, rulesets=ruleset_sources(), slug="tiny")
    return read_picks(campaign, name=name, pronouns="", about="a cook", good_at=(), wish="")


@given(st.text(max_size=200))
def test_a_calm_name_pings_nobody_hides_nothing_and_is_never_empty(name: str) -> None:
    calm = calm_name(name)
    assert calm and len(calm) <= 80 and calm_name(calm) == calm
    assert not re.search(r"[<>`\n\u200b\u202a-\u202e\u2066-\u2069]", calm) and "](" not in calm
    assert "*" not in plain_name(name) and plain_name(name)
    assert 1 <= len(persona_name(name)) <= 80


async def test_what_people_call_themselves_is_only_a_name(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        rogue = guild.user("Rogue", nick="[Free](https://evil.example) <@1> \u202e")
        joined = await rogue.click(group.thread.messages[0], "Play Tam Reed")
        await answered(joined)
        await group.rest()
        said = "\n".join(message.text for message in group.thread.messages)
        assert "evil.example" in said and "](https" not in said and "<@1>" not in said and "\u202e" not in said


# -- money and load


@given(st.lists(st.floats(0, 20_000), max_size=60), st.integers(0, 8))
def test_no_hour_holds_more_than_is_allowed(moments: list[float], most: int) -> None:
    allowance, taken = Allowance(), []
    for now in sorted(moments):
        wait = allowance.take(("paid", 1, 1), most, now)
        if wait:
            assert 0 < wait <= HOUR
        else:
            taken.append(now)
    assert all(sum(start <= each < start + HOUR for each in taken) <= most for start in taken)


def test_who_asked_long_ago_is_forgotten() -> None:
    allowance = Allowance()
    for user in range(20_000):
        allowance.take(("paid", 1, user), 3, 0.0)
    assert len(allowance._asked) <= 10_000


async def test_one_player_cannot_spend_it_all(server: LoopbackDiscord, home: Path) -> None:
    channel, provider = server.world.guild().channel("inn"), Provider()
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        await bot.tables.set_settings(GuildSettings(guild_id=channel.guild.id, player_hour=3))  # type: ignore[union-attr]
        await group.does("Ada", "I look around")
        await group.does("Ada", "I wait")
        await (await group.players["Ada"].slash(group.thread, "reword", {"how": "shorter"})).message("Telling")
        await group.rest()
        asked = len(provider.seen)
        for command, options in (("do", {"words": "Again"}), ("redo", {}), ("reword", {"how": "longer"})):
            refused = await answered(await group.players["Ada"].slash(group.thread, command, options))
            assert "one member may ask for in an hour" in shown(refused)
        await group.rest()
        assert len(provider.seen) == asked
        await group.does("Bo", "I wait too")
        assert len(provider.seen) > asked, "others at the table go on"


async def test_a_storm_of_reports_stops(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    channel, eve = guild.channel("inn"), guild.user("Eve")
    async with opened(home) as app, serving(server, app):
        said = [shown(await answered(await eve.slash(channel, "report", {"reason": "x"}))) for _ in range(REPORTS + 3)]
        assert sum("can see it now" in each for each in said) == REPORTS and "in an hour" in said[-1]


async def test_channels_that_are_no_tables_leave_nothing_in_memory(server: LoopbackDiscord, home: Path) -> None:
    guild = server.world.guild()
    async with opened(home) as app, serving(server, app) as bot:
        eve, pages = guild.user("Eve"), [guild.channel(f"c{number}") for number in range(8)]
        for page in pages:
            eve.react(eve.mention(page, "hello"), "👍")
        await answered(await eve.slash(pages[-1], "help"))
        await asyncio.sleep(0.2)
        gc.collect()
        assert len(bot.tables._locks) == 0 and len(bot.tables.all_open()) == 0


# -- everything at once


async def test_undo_pressed_by_everybody_takes_one_beat_back(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        for words in ("I look around", "I wait", "I listen"):
            await group.does("Ada", words)
        beat = group.with_button("Undo")[-1]
        pressed = await asyncio.gather(*(player.click(beat, "Undo") for player in group.players.values()))
        for each in pressed:
            await answered(each)
        await group.rest()
        assert sum("is taken back" in shown(each) for each in pressed) == 1, [shown(each) for each in pressed]
        table = bot.tables.opened(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        await group.does("Bo", "I wait too")


@pytest.mark.parametrize("label", ["Redo", "Reword"])
async def test_what_several_press_at_once_is_played_and_paid_once(
    server: LoopbackDiscord, home: Path, label: str
) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed", Cy="Odo")
        await group.does("Ada", "I look around")
        beat = group.with_button("Undo")[-1]
        players = list(group.players.values())
        if label == "Redo":
            pressed = await asyncio.gather(*(player.click(beat, label) for player in players))
        else:
            forms = [await player.click(beat, label) for player in players]
            sent = zip(players, forms, strict=True)
            pressed = await asyncio.gather(*(player.submit(form, {"how": "shorter"}) for player, form in sent))
        for each in pressed:
            await answered(each)
        await group.rest()
        table = bot.tables.opened(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        async with app.database.read() as db:
            turns = await load_turns(db, table.game.branch_id)
        if label == "Redo":
            assert len([turn for turn in turns if turn.redo_of is not None]) == 1
        else:
            assert turns[-1].alternatives == 2


async def test_an_ended_game_answers_no_question(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I force the cupboard")
        (question,) = group.told("Take the letter?")
        ended, chosen = await asyncio.gather(
            group.players["Ada"].slash(group.thread, "play end"), group.players["Ada"].click(question, "Take it")
        )
        await answered(ended)
        await answered(chosen)
        await group.rest()
        late = await group.players["Ada"].slash(group.thread, "do", {"words": "More"})
        assert "has ended" in shown(await answered(late))
        table = bot.tables.opened(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


async def test_erased_in_the_middle_of_a_turn(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada = group.players["Ada"]
        acted, gone = await asyncio.gather(
            ada.slash(group.thread, "do", {"words": "I hide the zanzibar letter"}),
            sent(ada, channel, "gm:forgetform:0", word="delete"),
        )
        await answered(acted)
        await answered(gone)
        await group.rest()
        await bot.keeping.rest()
        late = await ada.slash(group.thread, "do", {"words": "I am still here"})
        assert "You play nobody here" in shown(await answered(late))
        await group.does("Bo", "I wait")
        table = bot.tables.opened(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok
        assert not group.told("zanzibar")
