"""What is going on (weighing, writing …), said below the latest post of a turn until something else stands there."""

from gm.bot.posts import Part, Posts
from gm.bot.stream import LatestEditor, Pace


class StatusLine:
    """One turn's. The post that bears it is its carrier; short states are never shown at all."""

    def __init__(self, posts: Posts, turn_id: int, pace: Pace, apart: float) -> None:
        self._posts = posts
        self._turn_id = turn_id
        self._pace = pace
        self._apart = apart
        self._carrier: tuple[str, Part] | None = None
        self._editor: LatestEditor[Part] | None = None
        self._older: list[LatestEditor[Part]] = []
        """Editors of the posts that bore it before."""

    def carry(self, name: str, part: Part) -> None:
        """What goes on stands below this post from now on, and no longer below the one before. Words whose sending took
        longer than the ruling on them leave it below the dice."""
        before, editor = self._carrier, self._editor
        if before is not None and before[0] == "o" != name:
            return

        async def write(value: Part) -> None:
            await self._posts.put(self._turn_id, name, value)

        self._carrier = (name, part)
        if before is not None and editor is not None:
            if before[0] != name and editor.used:
                editor.put(before[1])
            self._older.append(editor)
        self._editor = LatestEditor(write, self._pace, apart=self._apart, since=self._pace.now())

    def say(self, text: str | None) -> None:
        """Say what is going on; None: nothing any more."""
        if self._carrier is None or self._editor is None:
            return
        _, part = self._carrier
        self._editor.put(part if text is None else part.but(text))

    def leave(self, lead: str) -> None:
        """The posts whose names begin so are going: what stood below one of them stands nowhere."""
        if self._carrier is not None and self._carrier[0].startswith(lead):
            self._carrier = self._editor = None

    async def settle(self) -> None:
        """Wait until the carrier is as it should be. Raises what its last write raised."""
        if self._editor is not None:
            await self._editor.settle()

    def editors(self) -> tuple[LatestEditor[Part], ...]:
        """Of every post that bore it, the carrier's last."""
        return (*self._older, *(() if self._editor is None else (self._editor,)))
