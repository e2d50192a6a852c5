"""Lore at a table on Discord: what a character has met, what only the game master sees, and a hand on it."""

from pathlib import Path
from typing import Any

import pytest
from bot_journey import TINY, Group, make_home, opened, seated, serving
from loopback import LoopbackDiscord

from gm.lore.reasons import DOWN, UP, down, reason_of, up
from gm.review.verify import verify

SECRET = "Under the beam lies the keeper's daughter."
LORE = f"""
lore_search: {{recursive: true}}
lore:
  beam: {{title: The beam, keys: [beam], content: It was a mast once.}}
  grave: {{title: The grave, keys: [beam], audience: gm, content: "{SECRET} The ninth bell tolled."}}
  bell: {{title: The ninth bell, keys: [ninth bell], content: It hangs in no church.}}
  rule: {{title: The rule of the hut, constant: true, content: Nobody counts the lamps.}}
"""


@pytest.fixture
def home(tmp_path: Path, sqlite_template: Path) -> Path:
    """GM_HOME with the tiny campaign and its lore."""
    folder = make_home(tmp_path, sqlite_template)
    kept = "\n".join(line for line in TINY.splitlines() if "lore:" not in line and "{id: moor" not in line)
    (folder / "campaigns" / "tiny" / "campaign.yaml").write_text(kept + LORE, encoding="utf-8")
    return folder


async def shown(group: Group, who: str, command: str, options: dict[str, Any], said: str) -> str:
    """What a command shows, to its user alone."""
    used = await group.players[who].slash(group.thread, command, options)
    answer = await used.message(said)
    assert answer.ephemeral
    await group.rest()
    return "\n".join(message.text for message in used.shown)


async def offered(group: Group, who: str, command: str, typed: str = "") -> list[str]:
    """What is offered as an entry is typed."""
    return [
        each["name"] for each in await group.players[who].autocomplete(group.thread, command, "entry", {"entry": typed})
    ]


async def test_lore_for_players_and_for_the_game_master(server: LoopbackDiscord, home: Path) -> None:
    channel = server.world.guild().channel("inn")
    async with opened(home) as app, serving(server, app) as bot:
        group = await seated(server, bot, channel, Ada="Ilse Brand", Bo="Tam Reed")
        first = await shown(group, "Bo", "lore", {}, "has heard of the world")
        assert "The rule of the hut" in first and "The beam" not in first
        await group.does("Bo", "I look at the beam")
        second = await shown(group, "Bo", "lore", {}, "has heard of the world")
        assert "The beam" in second and "The grave" not in second and "ninth bell" not in second
        assert "It was a mast once." in await shown(group, "Bo", "lore", {"entry": "beam"}, "The beam")
        assert "Nothing that Tam Reed knows" in await shown(group, "Bo", "lore", {"entry": "grave"}, "Nothing")
        assert "Nobody counts the lamps." in await shown(group, "Bo", "lore", {"entry": "lamps"}, "The rule")
        assert await offered(group, "Bo", "lore") == ["The beam", "The rule of the hut"]
        assert await offered(group, "Bo", "gm lore") == []
        for command, said in (("ask", "mast"), ("why", "how it was decided")):
            text = await shown(
                group, "Bo", command, {"question": "The beam, the grave?"} if command == "ask" else {}, said
            )
            assert SECRET not in text and "The grave" not in text and "ninth bell" not in text
        assert "“beam” was mentioned" in text
        refused = await group.players["Bo"].slash(group.thread, "gm lore")
        await refused.message("Only the game master of this table")

        whole = await shown(group, "Ada", "gm lore", {}, "Lore of this game")
        assert "The grave" in whole and "game master only" in whole and "in lore that came up" in whole
        assert "4 entries" in whole
        assert SECRET in await shown(group, "Ada", "gm lore", {"entry": "grave"}, "The grave")
        assert "The grave" in await offered(group, "Ada", "gm lore", "gra")
        why = await shown(group, "Ada", "gm why", {}, "how it was decided")
        assert "The grave (game master only)" in why, "the positive control"

        await shown(group, "Ada", "gm lore", {"entry": "beam", "do": "off"}, "is switched off for this game")
        assert "The beam" not in await shown(group, "Bo", "lore", {}, "has heard of the world")
        await shown(group, "Ada", "gm lore", {"entry": "bell", "do": "next"}, "comes in the next beat")
        await group.does("Bo", "I look at the beam again")
        known = await shown(group, "Bo", "lore", {}, "has heard of the world")
        assert "The ninth bell" in known and "The beam" not in known
        for _ in range(3):
            await shown(group, "Ada", "gm undo", {}, "is taken back")
        known = await shown(group, "Bo", "lore", {}, "has heard of the world")
        assert "The ninth bell" not in known and "The beam" in known
        table = await bot.tables.at(group.thread.id)
        assert table is not None and (await verify(app.database, table.game)).ok


def test_every_reason_can_be_said_in_another_language() -> None:
    values = {"word": 'the "old" bell', "age": 3, "field": "scenario", "chance": "50", "group": "birds"}
    for say, names in ((up, UP), (down, DOWN)):
        for name, words in names.items():
            wanted = {key: str(value) for key, value in values.items() if f"{{{key}}}" in words}
            assert reason_of(say(name, **values)) == (name, wanted)
    assert reason_of("because") is None
