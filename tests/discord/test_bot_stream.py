"""The editor shows the latest only, not too often, and what stands at the end is right."""

import asyncio

import pytest

from gm.bot.stream import LatestEditor


class Clockwork:
    """Time that passes only while somebody sleeps in it."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.slept: list[float] = []

    def now(self) -> float:
        return self.seconds

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds
        for _ in range(5):
            await asyncio.sleep(0)


async def test_what_waits_is_skipped_and_edits_stay_apart() -> None:
    pace = Clockwork()
    written: list[tuple[float, str]] = []

    async def write(text: str) -> None:
        written.append((pace.now(), text))

    editor: LatestEditor[str] = LatestEditor(write, pace, apart=1.1)
    editor.put("one")
    await asyncio.sleep(0)
    for text in ("two", "three", "four"):
        editor.put(text)
    await editor.settle()
    assert [text for _, text in written] == ["one", "four"]
    assert written[1][0] - written[0][0] == pytest.approx(1.1)


async def test_the_first_waits_if_something_was_just_shown() -> None:
    pace = Clockwork()
    written: list[str] = []

    async def write(text: str) -> None:
        written.append(text)

    editor: LatestEditor[str] = LatestEditor(write, pace, apart=1.1, since=pace.now())
    editor.put("queued")
    editor.put("")
    await editor.settle()
    assert written == [""] and pace.slept == [pytest.approx(1.1)]


async def test_a_failure_counts_only_at_the_end() -> None:
    pace = Clockwork()
    broken = {"one"}
    written: list[str] = []

    async def write(text: str) -> None:
        if text in broken:
            raise OSError("down")
        written.append(text)

    editor: LatestEditor[str] = LatestEditor(write, pace)
    editor.put("one")
    await asyncio.sleep(0)
    editor.put("two")
    await editor.settle()
    assert written == ["two"]
    broken.add("three")
    editor.put("three")
    with pytest.raises(OSError, match="down"):
        await editor.settle()
    await editor.settle()


async def test_what_stands_at_the_end_is_tried_again_after_ever_longer_pauses() -> None:
    pace = Clockwork()
    tried: list[str] = []

    async def write(text: str) -> None:
        tried.append(text)
        if len(tried) < 4:
            raise OSError("down")

    editor: LatestEditor[str] = LatestEditor(write, pace, apart=1.0, since=pace.now())
    editor.put("")
    await editor.settle()
    assert tried == [""] * 4 and pace.slept == [1.0, 1.0, 2.0, 4.0]
