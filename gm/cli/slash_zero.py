"""`/zero`: session zero at the terminal: tone, lines, veils and pace, asked one after the other or typed at once."""

import re
from typing import TYPE_CHECKING, Any

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.cli.screen import Screen
    from gm.cli.seating import Ask
    from gm.play.zero import Zero

_HOW = "For example: /zero tone dry, tense; never spiders; veil gore; pace slow"
_QUESTIONS = (
    ("tone", "How should it feel? A few words with commas between. (Enter: as the campaign has it)"),
    ("never", "What must never come up? Topics with semicolons between. (Enter: nothing more)"),
    ("veil", "What may happen, but out of sight? (Enter: nothing more)"),
    ("pace", "How fast? brisk, scene or slow. (Enter: as the campaign has it)"),
)


async def zero(sitting: Sitting, argument: str) -> None:
    """How the table has agreed to play; with words, what it agrees on now."""
    desk = sitting.app.engine.zero
    if argument.strip():
        await desk.agree(sitting.game, **read_zero(argument))
    for row in zero_rows(await desk.now(sitting.game)):
        sitting.screen.line(row)
    if not argument.strip():
        sitting.screen.line(_HOW, style="dim")


def read_zero(text: str) -> dict[str, Any]:
    """What was typed: parts between semicolons, each of which begins with what it is about. Raises Refused."""
    found: dict[str, Any] = {}
    for part in filter(None, (each.strip() for each in text.split(";"))):
        word, _, rest = part.partition(" ")
        what = word.casefold().rstrip(":")
        if what == "tone":
            found["tone"] = [each.strip() for each in re.split(r"[,，、]", rest) if each.strip()]
        elif what in ("never", "line", "lines"):
            found.setdefault("lines", []).extend([rest] if rest.strip() else [])
        elif what in ("veil", "veils"):
            found.setdefault("veils", []).extend([rest] if rest.strip() else [])
        elif what == "pace":
            found["pace"] = rest.strip().casefold()
        else:
            raise Refused(f'"{word}" is nothing that a session zero settles.', remedy=_HOW)
    return found


def zero_rows(found: "Zero") -> list[str]:
    """What stands, a line each."""
    usual = "as the campaign has it"
    return [
        f"Tone: {', '.join(found.tone) or usual}",
        f"Never: {'; '.join(found.lines) or usual}",
        f"Out of sight: {'; '.join(found.veils) or usual}",
        f"Pace: {found.pace or usual}",
    ]


def asked_zero(screen: "Screen", ask: "Ask | None") -> dict[str, Any]:
    """The four questions of a session zero, each of which Enter skips; nothing where nobody is there."""
    answers: dict[str, Any] = {}
    for what, question in _QUESTIONS if ask is not None else ():
        screen.line(question)
        assert ask is not None
        typed = ask("> ").strip()
        screen.typed()
        if typed:
            parts = [typed] if what in ("tone", "pace") else [each for each in typed.split(";") if each.strip()]
            for each in parts:
                for key, value in read_zero(f"{what} {each.strip()}").items():
                    answers[key] = [*answers.get(key, []), *value] if isinstance(value, list) else value
    return answers
