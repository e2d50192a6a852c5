"""A stream on its way to the table: held back by one sentence, guarded, handed on; what the guards did is counted."""

from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.guards import GuardAction, GuardCount, GuardKind
from gm.models.joint import PARAGRAPH, close_off
from gm.play.guards import NarrationGuard, counted
from gm.play.sentences import SentenceBuffer
from gm.play.speeches import Speeches
from gm.rules.guards.words import content, measure, shared

Release = Callable[[str], Awaitable[None]]

TOO_LITTLE: Final = 0.15
"""Share of the target length, up to `ENOUGH` words, below which what the guards left is no telling."""
ENOUGH: Final = 12
_TOLD: Final = 0.5
"""Share of the words of something learned that have to be in a text that tells it."""

AMISS: Final[dict[GuardKind, str]] = {
    "line": "it went to something that this table has ruled out",
    "veil": "it showed something that this table keeps off-stage",
    "rating": "it was stronger than the rating of this game allows",
    "leak": "it told what the table must not learn yet",
    "player_voice": "it put words into the mouth of a player's character, or wrote the players' next move",
    "decides": "it decided or felt something for a player's character",
    "restates": "it only said again what the player had said",
    "roll": "it told a check or its numbers otherwise than they fell",
    "body": "it had somebody act who cannot, or die who lives",
    "gear": "it gave or used a thing that is not there",
    "place": "it moved the party, who stay where they are",
    "repeats": "it repeated sentences of earlier messages word for word",
    "options": "it offered a list of options",
    "asks": "it asked the players what they do",
}
"""What a model is told about its own answer, where it has to write it anew."""


class Releasing:
    """Guards one telling and hands it on, sentence by sentence."""

    def __init__(self, guard: NarrationGuard, release: Release) -> None:
        self._guard = guard
        self._release = release
        self._buffer = SentenceBuffer()
        self._speeches = Speeches(guard)
        self._stopped = False
        self._gap = ""
        self._hits: Counter[tuple[GuardKind, GuardAction]] = Counter()
        self._by_model: Counter[tuple[GuardKind, GuardAction, str]] = Counter()
        self._cut = ""
        self.shown = ""

    async def go_on_from(self, text: str) -> None:
        """Words that have passed before, shown again to a table that may have come back later."""
        self.shown = text
        self._guard.passed_before(text)
        await self._release(text)

    async def feed(self, text: str) -> None:
        """Take more of the stream."""
        for sentence in self._buffer.feed(text):
            for each in self._speeches.add(sentence):
                await self._pass(each)

    async def finish(self, *, cut: bool = False) -> None:
        """The stream has ended: let the rest through, and close what it left open. `cut`: it ended early; then the
        last whole sentence is the end."""
        rest = self._buffer.rest()
        if cut and close_off(rest) != PARAGRAPH:
            rest = "" if self.shown else f"{rest.rstrip()}…"
        for each in (*self._speeches.add(rest), *self._speeches.rest()) if rest.strip() else self._speeches.rest():
            await self._pass(each)
        await self._show(self._guard.close())

    def written_by(self, model: str) -> None:
        """What was counted since the last time is this model's doing."""
        for (kind, action), count in self._hits.items():
            self._by_model[kind, action, model] += count
        self._hits.clear()

    def note(self, kind: GuardKind, action: GuardAction) -> None:
        """Count something that was done about the telling as a whole."""
        self._hits[kind, action] += 1

    def counts(self) -> tuple[GuardCount, ...]:
        """What was done, by kind, action and model."""
        return counted(self._by_model)

    def amiss(self) -> tuple[str, ...]:
        """What was cut, in words for a model."""
        kinds = sorted({kind for kind, action, _ in self._by_model if action in ("cut", "stopped")})
        return tuple(AMISS[kind] for kind in kinds if kind in AMISS)

    def is_too_little(self, brief: NarrationBrief) -> bool:
        """Whether what passed is no telling, because of what was cut. A short answer, uncut, is one."""
        return bool(self.amiss()) and measure(self.shown) < min(ENOUGH, TOO_LITTLE * brief.words)

    async def make_good(self, learned: Sequence[str]) -> None:
        """What the table learns now and what was cut told is told as its author wrote it: a clue is not lost to a
        model's manners. What was told besides, or was not told at all, stays as it is."""
        for fact in learned:
            words = content(fact)
            if shared(words, content(self._cut)) >= _TOLD > shared(words, content(self.shown)):
                self._gap = ""
                apart = "" if not self.shown or self.shown.endswith("\n\n") else "\n\n"
                await self._show(f"{apart}{fact.strip()}")

    def begin_again(self) -> None:
        """Another answer follows, to go on from what is shown."""
        self._buffer, self._speeches = SentenceBuffer(), Speeches(self._guard)
        self._stopped = False

    async def _pass(self, sentence: str) -> None:
        if self._stopped:
            return
        guarded = self._guard.check(sentence, self.shown + self._gap)
        for hit in guarded.hits:
            self._hits[hit.kind, hit.action] += hit.count
        self._stopped = guarded.stop
        if not guarded.text.strip():
            self._cut += f" {sentence}"
        if guarded.text.strip():
            await self._show(guarded.text)
        elif "\n" in sentence:  # what was cut ended a paragraph: what follows begins one all the same
            self._gap = sentence[len(sentence.rstrip()) :]

    async def _show(self, text: str) -> None:
        if self._gap and self.shown and not self.shown.endswith("\n") and text.strip():
            text = f"{self._gap}{text}"
        self._gap = ""
        text = text if self.shown else text.lstrip()
        if text:
            self.shown += text
            await self._release(text)
