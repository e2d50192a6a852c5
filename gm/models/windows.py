"""Windows as servers tell them when a prompt does not fit: some have a smaller one than they were said to have."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

from gm.domain.calls import Candidate
from gm.domain.errors import ContextOverflow

_N: Final = r"(\d[\d,._]*)"
_WINDOW: Final = (
    re.compile(rf"\"?n_ctx\"?\W+{_N}", re.IGNORECASE),
    re.compile(
        rf"(?:maximum|max|model'?s?)[ _]?(?:context|model)[ _](?:length|len|window)\D{{0,24}}{_N}", re.IGNORECASE
    ),
    re.compile(rf"context (?:size|length|window)\D{{0,24}}{_N}", re.IGNORECASE),
    re.compile(rf">\s*{_N}\s*maximum", re.IGNORECASE),
    re.compile(rf"maximum number of tokens allowed\D{{0,8}}{_N}", re.IGNORECASE),
)
_ASKED: Final = (
    re.compile(rf"\"?n_prompt_tokens\"?\W+{_N}", re.IGNORECASE),
    re.compile(rf"(?:request|prompt) \(?{_N} tokens", re.IGNORECASE),
    re.compile(
        rf"(?:prompt contains|messages resulted in|prompt is too long:|you requested)\D{{0,24}}{_N}", re.IGNORECASE
    ),
    re.compile(rf"input token count\D{{0,8}}{_N}", re.IGNORECASE),
)
_LEAST: Final = 256
USABLE: Final = 2048
"""Tokens. No prompt is fitted into less: a candidate that takes less is left to overflow, and the next one is asked."""
SHARE: Final = 0.65
"""Of the window that was thought to be there, what is tried where a server tells nothing."""
MARGIN: Final = 0.95


def told_window(text: str) -> tuple[int | None, int | None]:
    """(window, tokens that the prompt had), as far as an error's text names them."""
    return _first(_WINDOW, text), _first(_ASKED, text)


def _first(patterns: tuple[re.Pattern[str], ...], text: str) -> int | None:
    for pattern in patterns:
        match = pattern.search(text)
        if match is not None:
            digits = re.sub(r"\D", "", match.group(1))
            if digits and _LEAST <= int(digits) < 1e9:
                return int(digits)
    return None


@dataclass(slots=True)
class Windows:
    """What was learned of windows, by (model, endpoint), in tokens by our own count."""

    learned: dict[tuple[str, str | None], int] = field(default_factory=dict)

    def of(self, candidate: Candidate) -> int:
        """The window to fit a prompt into."""
        return min(candidate.context_window, self.learned.get((candidate.model, candidate.endpoint), 10**9))

    def as_learned(self, candidate: Candidate) -> Candidate:
        """The candidate with that window."""
        window = self.of(candidate)
        return candidate if window == candidate.context_window else replace(candidate, context_window=window)

    def learn(self, candidate: Candidate, error: ContextOverflow, *, counted: int, reply: int) -> int:
        """A prompt of `counted` tokens by our count, with `reply` to come, did not fit. Gives the window from now on.

        Where the server names both its window and the prompt's tokens, our count is corrected by theirs.
        """
        before = self.of(candidate)
        window = error.window or int(min(before, counted + reply) * SHARE)
        if error.window and error.asked and counted:
            window = int(error.window * min(1.0, counted / error.asked))
        window = min(max(USABLE, int(window * MARGIN)), before)
        self.learned[(candidate.model, candidate.endpoint)] = window
        return window
