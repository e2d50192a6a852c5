"""NPCs speak as themselves on the loopback Discord: names, pictures, order, and what happens when webhooks do not."""

from pathlib import Path

import pytest
from bot_journey import Group, opened, seated, serving
from bot_voices import AVATAR, FERRY, LINE, OTHER, home_with_voices
from loopback import LoopbackDiscord, Message, Permission

ACT = ["Act", "Undo", "Redo", "Reword", "Why?"]


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with people who speak."""
    return home_with_voices(tmp_path, sqlite_template)


async def hears(group: Group, *, line: str = "I ask Orla about the lamp") -> Message:
    """Somebody in the scene says one of their long lines; the post that holds it."""
    for _ in range(6):
        await group.does("Ada", line)
        found = [post for text in (LINE, OTHER, FERRY) for post in group.told(text)]
        if found:
            return found[-1]
    raise AssertionError("nobody said anything long")


async def test_orla_posts_under_her_own_name_and_picture(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        said = await hears(group)
        assert said.author_name == "Orla" and said.avatar_url == AVATAR and said.webhook_id
        assert said.content in (f'"{LINE}"', f'"{OTHER}"') and said.notified == []
        posts = group.thread.messages
        assert posts.index(said) > 0 and posts[-1].labels[:5] == ACT
        turn = await table_turn(bot, group)
        shown = [post.content for post in posts[-4:] if post.content in (turn.narration or "")]
        order = [(turn.narration or "").index(text) for text in shown]
        assert said.content in shown and order == sorted(order)
        hooks = server.world.hooks_of(channel)
        assert len(hooks) == 1


async def table_turn(bot, group):  # type: ignore[no-untyped-def]
    from gm.store.turns import load_last_turn

    table = await bot.tables.at(group.thread.id)
    async with bot.app.database.read() as db:
        return await load_last_turn(db, table.game.branch_id)


async def test_a_webhook_that_was_deleted_is_made_again(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        await group.does("Ada", "I wait")
        for hook in server.world.hooks_of(channel):
            hook.deleted = True
        said = await hears(group)
        assert said.author_name == "Orla" and len(server.world.hooks_of(channel)) == 1


@pytest.mark.parametrize("why", ["no permission", "fifteen others"])
async def test_without_a_webhook_she_speaks_in_bold_through_the_bot(
    server: LoopbackDiscord, home: Path, why: str
) -> None:
    guild = server.world.guild()
    channel = guild.channel("inn")
    if why == "no permission":
        guild.me.roles[0].permissions &= ~Permission.MANAGE_WEBHOOKS
    else:
        for number in range(15):
            server.world.webhook(channel, f"other {number}", server.world.developer)
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        said = await hears(group)
        assert said.content.startswith("**Orla:** ") and said.webhook_id is None


async def test_undone_her_post_goes_and_a_restart_reads_the_same(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand")
        said = await hears(group)
        before = [post.content for post in group.thread.messages]
    async with opened(home) as app, serving(server, app) as bot:
        group.bot = bot
        await bot.tables.rest()
        assert [post.content for post in group.thread.messages] == before
        undone = await group.players["Ada"].slash(group.thread, "undo")
        await undone.message("taken back")
        await group.rest()
        left = [post for post in group.thread.messages if post is said or said.content in post.content]
        assert left == [] and group.told("was taken back")
