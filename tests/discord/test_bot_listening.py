"""Opt-in listening: what players write is heard, asides and answers to others are not; refusals are explained."""

import gc
from pathlib import Path

import pytest
from bot_journey import make_home, opened, seated, serving
from loopback import LoopbackDiscord

from gm.app import App, open_app
from gm.bot.addressed import Message, taken
from gm.bot.run import run_bot
from gm.domain.errors import ConfigError
from gm.settings import load_settings
from gm.store.turns import load_turns

CONTENT = 1 << 15


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME whose gm.yaml asks for the message content intent."""
    (tmp_path / "gm.yaml").write_text("discord: {message_content: true}\n", encoding="utf-8")
    return make_home(tmp_path, sqlite_template)


async def said(app: App, branch: int) -> list[str]:
    async with app.database.read() as db:
        return [entry.input.text for turn in await load_turns(db, branch) for entry in turn.inputs]


@pytest.mark.parametrize("switched", [True, False])
async def test_all_that_players_write_is_heard_where_the_server_wants_it(
    server: LoopbackDiscord, home: Path, switched: bool
) -> None:
    server.world.allowed_privileged = CONTENT
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        settings = await bot.tables.settings(guild.id)
        await bot.tables.set_settings(settings.model_copy(update={"listening": switched}))
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        ada, bo, eve = group.players["Ada"], group.players["Bo"], guild.user("Eve")
        table = await bot.tables.at(group.thread.id)
        assert table is not None
        chat = bo.say(group.thread, "((who brings snacks?))")
        ada.reply(chat, "I do", ping=False)
        bo.say(group.thread, "// afk")
        bo.say(group.thread, "OOC: back in five")
        eve.say(group.thread, "what are you all doing")
        bo.say(channel, "elsewhere")
        ada.say(group.thread, "I dance")
        if switched:
            await server.until(lambda: group.with_button("Undo"))
            await group.rest()
            opening = group.told("You are at the hut")[0]
            ada.reply(opening, "I bow", ping=False)
            await server.until(lambda: len(group.told("I bow")) == 2)
            await group.rest()
        bo.mention(group.thread, "OOC: how do checks work?")
        await server.until(lambda: group.told("*(out of character)* how do checks work?"))
        await group.rest()
        heard = ["I dance", "I bow"] if switched else []
        assert await said(app, table.game.branch_id) == [*heard, "how do checks work?"]
        assert not any("You play nobody" in text.content for text in group.thread.messages)
    ada.say(group.thread, "I sing")
    async with opened(home) as app, serving(server, app) as bot:  # what was said meanwhile is heard by the same rules
        if switched:
            await server.until(lambda: len(group.told("I sing")) == 2)
        await bot.tables.rest()
        assert ("I sing" in await said(app, table.game.branch_id)) == switched


async def test_discord_that_refuses_the_intent_is_a_clear_error(server: LoopbackDiscord, home: Path) -> None:
    environ = {"GM_HOME": str(home), "GM_PROFILE": "offline", "DISCORD_TOKEN": server.token}
    environ["GM_DISCORD_CONNECTOR"] = "test_bot_listening:connector"
    connectors.append(server.connector)
    async with open_app(load_settings(environ=environ, cwd=home), models=False) as app:
        with pytest.raises(ConfigError, match="message content intent") as refused:
            await run_bot(app)
    assert "portal" in refused.value.remedy and "message_content: false" in refused.value.remedy


connectors: list[object] = []


def connector() -> object:
    return connectors.pop()()  # type: ignore[operator]


@pytest.mark.parametrize(
    ("text", "mentions", "others", "listening", "wanted"),
    [
        ("I go", True, True, False, ("I go", "do")),
        ("I go", False, False, False, None),
        ("I go", False, False, True, ("I go", "do")),
        ("I go", False, True, True, None),
        ("((I go))", False, False, True, None),
        (" // I go", False, False, True, None),
        ("ooc : I go", False, False, True, None),
        ("OOC：我走", True, False, True, ("我走", "ooc")),
        ("((I go)) and I stay", False, False, True, ("((I go)) and I stay", "do")),
        ("oocyte", False, False, True, ("oocyte", "do")),
        ("", False, False, True, None),
        ("", True, False, True, ("", "do")),
    ],
)
def test_what_is_said_to_the_game(
    text: str, mentions: bool, others: bool, listening: bool, wanted: tuple[str, str] | None
) -> None:
    assert taken(Message(text, mentions, others), listening=listening) == wanted


async def test_a_table_that_was_let_go_is_listened_at(server: LoopbackDiscord, home: Path) -> None:
    server.world.allowed_privileged = CONTENT
    guild = server.world.guild()
    channel = guild.channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        settings = await bot.tables.settings(guild.id)
        await bot.tables.set_settings(settings.model_copy(update={"listening": True}))
        first = await seated(server, bot, channel, Ada="Ilse Brand")
        bot.tables._open.most = 1
        await seated(server, bot, channel, Bo="Tam Reed")
        gc.collect()
        assert bot.tables.opened(first.thread.id) is None
        first.players["Ada"].say(first.thread, "I dance")
        await server.until(lambda: first.with_button("Undo"))
        await first.rest()
        assert len(first.told("I dance")) == 2  # what she wrote, and her character's words
