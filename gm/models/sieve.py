"""What of a stream may be shown: not the start of a refusal, no loop, nothing garbled, no marks of a template."""

from dataclasses import dataclass, field
from typing import Final

from gm.domain.calls import Role
from gm.domain.prompt import Prompt
from gm.models.attempt import Attempt
from gm.models.garble import CONTROL, garble_of
from gm.models.ladder import Unsound
from gm.models.loops import LoopSieve
from gm.models.refusals import HELD, is_refusal, may_refuse

_OPENING: Final = 24
"""Characters by which it can be told whether a reply may be a refusal."""
_LOOKED: Final = 80
"""Characters between two looks at whether it is garbled."""
_MOST: Final = 720
"""Characters that are held while a reply may be a refusal; a longer one is none."""


@dataclass(slots=True)
class Sieve:
    """Feed it whole words. `stop`: why no more of the stream is wanted (`loop`, `garbled`), or ''."""

    attempt: Attempt
    prompt: Prompt
    stop: str = ""
    _opening: str | None = ""
    _seen: str = ""
    """What has not been looked at yet, with a little of what came before."""
    _loop: LoopSieve = field(default_factory=LoopSieve)

    def feed(self, text: str) -> str:
        """What may be shown now.

        Raises:
            Unsound: it is garbled.
        """
        if self.stop or not text:
            return ""
        text = self._before_control(text)
        if self._opening is not None:
            text = self._open(text)
        self._look(text)
        shown = self._loop.feed(text)
        if self._loop.looped:
            self.stop = "loop"
        return shown

    def finish(self) -> str:
        """The rest, when the stream has ended.

        Raises:
            Unsound: the whole of it is a refusal, or garbled.
        """
        if self.stop == "loop":
            return ""
        rest, self._opening = self._opening or "", None
        if rest and is_refusal(rest, in_character=self.prompt.role is Role.NPC):
            raise Unsound(f"{self.attempt.candidate.model} declined to answer").of("refusal")
        self._look(rest, last=True)
        shown = self._loop.feed(rest)
        shown += self._loop.finish(cut=self.attempt.finish_reason == "length")
        if self._loop.looped:
            self.stop = "loop"
        return shown

    def salvage(self) -> str:
        """What was held back of a stream that died, and is no repetition."""
        return self._loop.salvage()

    def _open(self, text: str) -> str:
        self._opening = (self._opening or "") + text
        size = len(self._opening.lstrip())
        if size < _OPENING or (size < _MOST and may_refuse(self._opening[: HELD * 2])):
            return ""
        opening, self._opening = self._opening, None
        return opening

    def _before_control(self, text: str) -> str:
        """Up to a mark of a chat template: the reply ends there, whatever the model goes on to write."""
        if "<" not in text and "[" not in text:
            return text
        mark = CONTROL.search(text)
        if mark is None:
            return text
        self.stop = "garbled"
        return text[: mark.start()]

    def _look(self, text: str, *, last: bool = False) -> None:
        self._seen += text
        if len(self._seen) < _LOOKED and not (last and self._seen):
            return
        brief = self.prompt.brief
        language = getattr(brief, "target", "") or getattr(brief, "language", "")
        wrong = garble_of(self._seen, self._known, language if isinstance(language, str) else "")
        self._seen = ""
        if wrong:
            raise Unsound(f"{self.attempt.candidate.model} gave garbled text: {wrong}").of("garbled")

    def _known(self) -> str:
        return "\n".join(section.text for section in self.prompt.sections)
