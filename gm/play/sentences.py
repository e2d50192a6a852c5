"""Cuts a stream of text into sentences, so that each can be checked before anyone sees it (promise 11)."""

import re

_END = re.compile(r"(?:[.!?…]+[\"'”’»)\]*_]*(?=\s)|[。！？]+[」』”’）]*|\n{2,})")
_CLOSED = re.compile(r"[\"'”’»」』）)\]*_]+$")
_SHORTENED = re.compile(r"(?:^|\s)(?:Mr|Mrs|Ms|Dr|St|Capt|Sgt|vs|etc|e\.g|i\.e|z\.B|bzw|Nr)\.$")


class SentenceBuffer:
    """Feed it pieces of any size; it gives back whole sentences with the spacing that follows them."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> list[str]:
        """The sentences that are complete now. The last, unfinished one is kept back."""
        self._held += text
        done: list[str] = []
        start = search = 0
        while (found := _END.search(self._held, search)) is not None:
            end = found.end()
            search = end
            while end < len(self._held) and self._held[end].isspace():
                end += 1
            # A sentence may still grow (closing quotes, more spaces) while it touches the end of what has come.
            if end == len(self._held):
                break
            if _SHORTENED.search(self._held[start : found.end()]) or _is_attributed(found, self._held[end]):
                continue
            done.append(self._held[start:end])
            start = search = end
        self._held = self._held[start:]
        return done

    def rest(self) -> str:
        """What is left when the stream has ended."""
        held, self._held = self._held, ""
        return held


def _is_attributed(found: re.Match[str], follows: str) -> bool:
    """Whether a stretch of speech has ended, and not the sentence: who said it follows (`"The bell?" he says.`)."""
    if not _CLOSED.search(found.group().rstrip()):
        return False
    if follows.islower():
        return True
    first, last = found.group()[0], found.group()[-1]
    return first in "。！？" and not last.isspace() and follows.isalnum()
