"""A stream on its way to the table: held back by one sentence, guarded, handed on; what the guards did is counted.

What has been shown stays. Where so much is cut that the model may be asked once more, the rest waits until it is known
how the telling goes on (`patient`).
"""

from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.guards import GuardAction, GuardCount, GuardKind
from gm.models.joint import PARAGRAPH, close_off
from gm.play.guards import NarrationGuard, counted
from gm.play.losses import Losses
from gm.play.sentences import SentenceBuffer
from gm.play.speeches import Speeches
from gm.rules.guards.words import measure

Release = Callable[[str], Awaitable[None]]

TOO_LITTLE: Final = 0.15
"""Share of the target length, up to `ENOUGH` words, below which what the guards left is no telling."""
ENOUGH: Final = 12

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
LOST: Final = "what the party learns now stood only in what was cut: tell it yourself, or let the scene show it"
SHORT: Final = 0.6
"""Share of the target length from which on a telling of which much was cut is long enough."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one answer of a model adds to a telling, and what it lost."""

    text: str
    losses: Losses

    def worth(self) -> tuple[int, float]:
        """What the party learns stands in it; it is no stump."""
        return -len(self.losses.lost()), min(measure(self.text), ENOUGH)


class Releasing:
    """Guards one telling and hands it on, sentence by sentence. `must`: texts of what the party learns in it."""

    def __init__(
        self, guard: NarrationGuard, release: Release, *, must: Iterable[str] = (), patient: bool = False
    ) -> None:
        self._guard = guard
        self._release = release
        self._buffer = SentenceBuffer()
        self._speeches = Speeches(guard)
        self._stopped = False
        self._gap = ""
        self._hits: Counter[tuple[GuardKind, GuardAction]] = Counter()
        self._by_model: Counter[tuple[GuardKind, GuardAction, str]] = Counter()
        self._losses = Losses(must)
        self._patient, self._waits, self._second = patient, False, False
        self._out = 0
        """So much of `shown` has been handed on."""
        self.shown = ""
        """What has passed: the table sees it, or it waits."""

    @property
    def seen(self) -> str:
        """What the table has seen."""
        return self.shown[: self._out]

    async def go_on_from(self, text: str) -> None:
        """Words that have passed before, shown again to a table that may have come back later."""
        self.shown = text
        self._guard.passed_before(text)
        self._losses.note(text, text, ())
        await self.let_go()

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

    def is_poor(self, brief: NarrationBrief) -> bool:
        """Whether the telling has lost what the party learns, or so much that it is short without it; and has room."""
        if self._losses.lost() and measure(self.seen) < brief.words:
            return True
        return self._losses.is_poor and measure(self.shown) < SHORT * brief.words

    def lost(self) -> tuple[str, ...]:
        """What the party learns and was cut with what told it."""
        return self._losses.lost()

    def is_too_little(self, brief: NarrationBrief) -> bool:
        """Whether what passed is no telling, because of what was cut. A short answer, uncut, is one."""
        return bool(self.amiss()) and measure(self.shown) < min(ENOUGH, TOO_LITTLE * brief.words)

    async def let_go(self) -> None:
        """What has passed and waits is shown."""
        text, self._waits = self.shown[self._out :], False
        self._out = len(self.shown)
        if text:
            await self._release(text)

    def choose(self, other: "Answer") -> bool:
        """Of an earlier answer and this one, the better goes on; of two that are as good, this one. True: the other."""
        better = other.worth() > self.answer().worth()
        if better:
            self.shown, self._losses = self.seen + other.text, other.losses
        return better

    def add(self, text: str) -> None:
        """The engine's own words, a paragraph for itself: they wait to be let go."""
        kept = self.seen + self.shown[self._out :].rstrip()
        self.shown = f"{kept}{'' if not kept.strip() or kept.endswith(PARAGRAPH) else PARAGRAPH}{text}"

    def answer(self) -> "Answer":
        """What this answer would add to what the table has seen."""
        return Answer(self.shown[self._out :], self._losses)

    def set_aside(self, guard: NarrationGuard) -> "Answer":
        """Take back what waits, for another answer to be tried in its place. `guard`: one that has heard nothing."""
        first, self._second = self.answer(), True
        self.shown, self._losses, self._guard, self._gap = self.seen, first.losses.copy(), guard, ""
        if self.shown:
            guard.passed_before(self.shown)
        return first

    def begin_again(self) -> None:
        """Another answer follows, to go on from what is shown."""
        self._buffer, self._speeches = SentenceBuffer(), Speeches(self._guard)
        self._stopped = False

    async def _pass(self, sentence: str) -> None:
        if self._stopped:
            self._losses.note(sentence, "", ())
            return
        guarded = self._guard.check(sentence, self.shown + self._gap)
        self._losses.note(sentence, guarded.text, (hit.kind for hit in guarded.hits))
        self._waits = self._second or (self._patient and (self._losses.is_poor or bool(self._losses.lost())))
        for hit in guarded.hits:
            self._hits[hit.kind, hit.action] += hit.count
        self._stopped = guarded.stop
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
            if not self._waits:
                await self.let_go()
