"""Charts as pictures, drawn in a process of their own: drawing holds Python's lock for seconds, words must not wait."""

import asyncio
import contextlib
import importlib.util
import json
import logging
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

import discord

from gm.bot.answers import Interaction
from gm.bot.card_items import messages_of
from gm.bot.cards import Card, Image
from gm.bot.catalogue import Speech
from gm.bot.wire import DOWN
from gm.review.amounts import money, short
from gm.review.chart_child import wish_of
from gm.review.chart_of import chart_of
from gm.review.charts import Bars, Lines
from gm.store.spend import SpendLine

if TYPE_CHECKING:
    from gm.bot.client import GmBot

_log = logging.getLogger("gm.bot")
SECONDS: Final = 45.0
"""Longer than that nobody waits for a picture."""
_ALT: Final = 1000
_FILE: Final = "usage-chart.png"


class Drawer:
    """A process that draws, started when it is first needed; it ends by itself when nobody asks for a while."""

    def __init__(self) -> None:
        self._child: asyncio.subprocess.Process | None = None
        self._lock = asyncio.Lock()

    async def draw(self, wish: dict[str, Any]) -> bytes | None:
        """The picture; None where it cannot be drawn (the extra `report` is not installed, or it took too long)."""
        if not all(importlib.util.find_spec(name) for name in ("altair", "vl_convert")):
            return None
        async with self._lock:
            try:
                async with asyncio.timeout(SECONDS):
                    return await self._asked(wish) or None
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                _log.warning("a chart was not drawn: %r", error)
                await self._end()
                return None
            except asyncio.CancelledError:
                await self._end()
                raise

    async def _asked(self, wish: dict[str, Any]) -> bytes:
        if self._child is None or self._child.returncode is not None:
            pipe = asyncio.subprocess.PIPE
            command = (sys.executable, "-m", "gm.review.chart_child")
            self._child = await asyncio.create_subprocess_exec(
                *command, stdin=pipe, stdout=pipe, stderr=asyncio.subprocess.DEVNULL
            )
        assert self._child.stdin is not None and self._child.stdout is not None
        self._child.stdin.write(json.dumps(wish).encode() + b"\n")
        await self._child.stdin.drain()
        length = int.from_bytes(await self._child.stdout.readexactly(4), "big")
        return await self._child.stdout.readexactly(length)

    async def close(self) -> None:
        """End the process."""
        await self._end()

    async def _end(self) -> None:
        child, self._child = self._child, None
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()


@dataclass(frozen=True, slots=True)
class UsageChart:
    """What is to be drawn: a breakdown, by what, and what the picture is called. `card`: the one that gets it; None:
    the answer is a text, and the picture stands below it."""

    lines: Sequence[SpendLine]
    by: str
    title: str
    card: Card | None = None


def send_chart(bot: "GmBot", interaction: Interaction, speech: Speech, chart: UsageChart) -> None:
    """Draw it in the background, and put it into the answer that stands. Where nothing was used, or it cannot be drawn,
    the answer stays as it is."""
    if sum(line.prompt + line.completion for line in chart.lines):
        bot.keeping.spawn(_send(bot, interaction, speech, chart))


async def _send(bot: "GmBot", interaction: Interaction, speech: Speech, chart: UsageChart) -> None:
    lines, by = chart.lines, chart.by
    names = {line.key: named(speech, by, line.key) for line in lines}
    units = (speech("usage.unit_money"), speech("usage.unit_tokens"), speech("usage.unit_calls"))
    shown = chart_of(lines, by, names, other=speech("usage.others"), units=units)
    body = await bot.drawer.draw(wish_of(shown, chart_of(lines, by, {})))
    if body is None:
        return
    alt = speech("usage.chart_alt", title=chart.title, figures=_figures(shown))[:_ALT]
    message: dict[str, Any] = {}
    if chart.card is not None:
        image = Image(f"attachment://{_FILE}", alt)
        message = messages_of(replace(chart.card, image=image), await bot.card_form(interaction.guild_id))[0]
    picture = discord.File(BytesIO(body), filename=_FILE, description=alt)
    try:
        await interaction.edit_original_response(**message, attachments=[picture])
    except DOWN as error:
        _log.warning("a chart was not shown: %s", error)


def _figures(shown: Lines | Bars) -> str:
    """For those who do not see it: all of the bars; of a line over time the first, the highest and the last."""
    if isinstance(shown, Bars):
        return ", ".join(f"{name}: {text}" for name, text in zip(shown.names, shown.texts, strict=True))
    values = [value or 0.0 for line in shown.series.values() for value in line]
    highest = values.index(max(values))
    written = money if shown.money else short
    return ", ".join(f"{shown.periods[at]}: {written(values[at])}" for at in sorted({0, highest, len(values) - 1}))


def named(speech: Speech, by: str, key: str) -> str:
    """What a key is called in the reader's language."""
    if by == "category":
        return speech.catalogue.find(speech.locale, f"category.{key}") or key
    return key
