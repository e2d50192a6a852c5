"""`/usage` and `/host usage`: words at once, then a picture that is told in words as well, to the one who asked."""

import asyncio
import importlib.util
import time
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bot_hosting import Provider, hosted, house
from bot_journey import seated, serving
from loopback import CannotDo, LoopbackDiscord
from loopback.interaction import Interaction
from loopback.message import Message

from gm.bot.drawing import Drawer
from gm.review.chart_child import draw, has_letters, wish_of
from gm.review.chart_of import chart_of
from gm.store.spend import SpendLine

PNG = b"\x89PNG\r\n"


@pytest.fixture
async def drawer() -> AsyncIterator[Drawer]:
    made = Drawer()
    yield made
    await made.close()


async def picture(server: LoopbackDiscord, asked: Interaction) -> Message:
    """The post with the picture, which comes a little after the words."""
    await server.until(lambda: any(each.attachments for each in asked.shown), 60, "a chart")
    return next(each for each in asked.shown if each.attachments)


async def test_a_table_and_a_server_see_their_charts(server: LoopbackDiscord, home: Path) -> None:
    place, provider = house(server), Provider(cost=0.02)
    async with hosted(home, provider) as app, serving(server, app) as bot:
        group = await seated(server, bot, place.channel, Ada="Ilse Brand")
        ada = group.players["Ada"]
        screen = await place.setup()
        await place.step(screen, "2. Models and money", {"models": "host", "day": "5"})
        await group.does("Ada", "I wait")
        asked = await ada.slash(group.thread, "usage")  # type: ignore[arg-type]
        assert "$0.0" in (await asked.message("This game:")).text
        shown = await picture(server, asked)
        (file,) = shown.attachments
        assert shown.ephemeral and "attachment://usage-chart.png" in str(shown.components), "within the card"
        assert file["description"].startswith("This game by what it went to. narration: $0.0"), file
        assert server.world.files[urlsplit(file["url"]).path].data.startswith(PNG)

        ada.locale = "de"
        german = await picture(server, await ada.slash(group.thread, "usage"))  # type: ignore[arg-type]
        assert german.attachments[0]["description"].startswith("Dieses Spiel danach")
        assert "Erzählung: $0.0" in german.attachments[0]["description"]

        whole = await place.host.slash(place.channel, "host usage")
        await whole.message("What this server has used")
        month = await picture(server, whole)
        assert month.ephemeral and "by day. 20" in month.attachments[0]["description"]
        with pytest.raises(CannotDo):  # only who manages the server
            await ada.slash(place.channel, "host usage")
        await bot.keeping.rest()


async def test_without_the_extra_words_stand_alone(drawer: Drawer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    assert await drawer.draw(WISH) is None


LINES = [SpendLine("narration", 3, 900, 0, 90, 0, 0.4, 0, 0), SpendLine("memory", 1, 90, 0, 9, 0, 0.1, 0, 0)]
WISH = wish_of(chart_of(LINES, "category", {"narration": "叙述", "memory": "รำลึก"}), chart_of(LINES, "category", {}))


async def test_nobody_waits_while_it_is_drawn(drawer: Drawer) -> None:
    """The loop goes on turning; a second picture comes from the same process; a broken one is replaced."""
    spent = time.process_time()
    first = await drawer.draw(WISH)
    assert first is not None and first.startswith(PNG)
    assert time.process_time() - spent < 2, "it is drawn elsewhere"
    assert await drawer.draw(WISH) == first
    child = drawer._child
    assert child is not None
    child.kill()
    await child.wait()
    again, other = await asyncio.gather(drawer.draw(WISH), drawer.draw({"form": "nonsense"}))
    assert again == first and other is None
    await drawer.close()
    assert drawer._child is None


def test_letters_that_no_font_has_are_not_drawn_as_boxes() -> None:
    assert has_letters("Erzählung, $0.12 – всё")
    assert not has_letters("\u0378\U0001e900") or not "\U0001e900".isalpha()
    assert draw(WISH).startswith(PNG)
