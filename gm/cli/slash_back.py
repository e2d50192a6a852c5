"""Slash commands for whoever comes back: recap, catchup, ask."""

from typing import TYPE_CHECKING

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.play.coming_back import Back, Thread


async def recap(sitting: Sitting, argument: str) -> None:
    """The story so far in about so many words, the last beats as they were told, and what is still open."""
    engine = sitting.app.engine
    state = await engine.state(sitting.game, scene_key=sitting.scene)
    back = await engine.back.previously(sitting.game, state, words=_words(argument, "recap"))
    if not back.rows:
        raise Refused("Nothing has happened yet.")
    sitting.screen.line("The story so far:", style="bold")
    _show(sitting, back)


async def catchup(sitting: Sitting, argument: str) -> None:
    """What happened since one's own last line, as far as the character knows it."""
    engine = sitting.app.engine
    state = await engine.state(sitting.game, scene_key=sitting.scene)
    words = _words(argument, "catchup")
    back = await engine.back.catch_up(sitting.game, state, PLAYER, sitting.character.id, words=words)
    if not back.rows:
        sitting.screen.line("Nothing that your character knows of has happened since your last turn.")
    else:
        since = f"Since turn {back.since}, your last:" if back.since else "You have said nothing yet. So far:"
        sitting.screen.line(since, style="bold")
    _show(sitting, back)


async def ask(sitting: Sitting, argument: str) -> None:
    """What the character knows about what is asked, from the log, too. No turn is played and nothing is spent."""
    if not argument:
        raise Refused("Ask about what?", remedy="For example: /ask who is the landlord?")
    engine, screen = sitting.app.engine, sitting.screen
    state = await engine.state(sitting.game, scene_key=sitting.scene)
    answer = await engine.back.ask(sitting.game, state, sitting.character.id, argument)
    if not answer.known and not answer.passages:
        screen.line(f"Nothing that {sitting.character.name} knows answers that. Someone in the story may.")
    for text in answer.known:
        screen.line(f"· {text}", indent=2)
    for memory in answer.passages:
        where = f"turn {memory.number}" if memory.ref.origin == "turn" else f"an old chat, line {memory.number}"
        screen.line(f"· {where}: {' '.join(memory.text.split())}", indent=2)


def _words(argument: str, command: str) -> int:
    from gm.play.coming_back import WORDS

    if argument and not argument.isdecimal():
        raise Refused("How many words?", remedy=f"For example: /{command} 80")
    return int(argument) if argument else WORDS


def _show(sitting: Sitting, back: "Back") -> None:
    screen = sitting.screen
    for row in back.rows:
        screen.blank()
        screen.line(row.text)
    if back.threads:
        screen.blank()
        screen.line("Still open:", style="bold")
    for thread in back.threads:
        screen.line(f"· {thread_line(thread)}", indent=2)


def thread_line(thread: "Thread") -> str:
    """What is open, in a line."""
    if thread.kind == "offer":
        return f"{thread.text} (offered)"
    if thread.kind == "clock":
        return f"{thread.text}: {thread.filled} of {thread.segments}"
    return f"Asked last: “{thread.text}”" if thread.kind == "question" else thread.text
