"""The narrator's prompts for a reader who wants no spoilers: all but what the game master asked of it in private."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Message
from gm.domain.prompt import Prompt

HIDDEN: Final = "(a game master's note; --spoilers shows it)"
"""What stands in a note's place."""


GONE: Final = "(set aside)"
"""What stands in place of words of a beat that was set aside."""
LEAST: Final = 4
"""Letters of a line that is looked for: a shorter one says nothing."""
_BOUNDS: Final = re.compile(r"^WHAT THIS TABLE DOES NOT PLAY\n.*?(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
"""Lines and veils of all players: whose they are cannot be told from it, but with two players it could be guessed."""


def unspoiled_text(text: str, notes: Sequence[str], aside: Sequence[str] = ()) -> str:
    """The text with `HIDDEN` for each note: for the lines that are one, or else (a campaign's own template may set
    them otherwise) wherever it stands; and with `GONE` for the lines of beats that were set aside."""
    for words in sorted({line.strip() for told in aside for line in told.splitlines()}, key=len, reverse=True):
        text = text.replace(words, GONE) if len(words) >= LEAST else text
    text = _BOUNDS.sub("WHAT THIS TABLE DOES NOT PLAY\n(--spoilers shows it)", text)
    for note in sorted((" ".join(note.split()) for note in notes), key=len, reverse=True):
        if not note:
            continue
        text, found = re.subn(rf"(?m)^- {re.escape(note)}$", f"- {HIDDEN}", text)
        text = text if found else text.replace(note, HIDDEN)
    return text


def unspoiled_messages(
    messages: Sequence[Message], notes: Sequence[str], aside: Sequence[str] = ()
) -> tuple[Message, ...]:
    """Messages that were sent, without the notes and without what was set aside since."""
    return tuple(replace(each, content=unspoiled_text(each.content, notes, aside)) for each in messages)


def unspoiled_prompt(prompt: Prompt, notes: Sequence[str]) -> Prompt:
    """A prompt by section, without the notes, and without what else of lore was thought of."""
    sections = (replace(each, text=unspoiled_text(each.text, notes)) for each in prompt.sections)
    brief = replace(prompt.brief, lore_out=()) if isinstance(prompt.brief, NarrationBrief) else prompt.brief
    return replace(prompt, sections=tuple(sections), brief=brief)
