"""What whoever comes back is shown, as cards: the story so far, what they missed, what their character knows. Pure."""

from collections.abc import Mapping

from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.domain.memory import Memory
from gm.memory.story import Told
from gm.play.asking import Answer
from gm.play.coming_back import Back, Thread

Links = Mapping[int, str]
"""Address of the message that shows a turn, by the turn's number."""


def recap_card(speech: Speech, back: Back, links: Links) -> Card:
    """The story so far, and what is open."""
    return Card(speech("recap.title"), (*_rows(speech, back, links), *thread_rows(speech, back.threads)))


def caught_up_card(speech: Speech, back: Back, links: Links) -> Card:
    """What happened since one's own last post."""
    head = speech("catchup.since", number=back.since) if back.since else speech("catchup.never")
    rows = _rows(speech, back, links) if back.rows else (speech("catchup.nothing"),)
    footer = head if back.rows else ""
    return Card(speech("catchup.title"), (*rows, *thread_rows(speech, back.threads)), footer=footer)


def answer_card(speech: Speech, question: str, answer: Answer, links: Links) -> Card:
    """What a character knows of what was asked."""
    rows = tuple(f"• {text}" for text in answer.known)
    told = tuple(f"> {_flat(each.text)}\n> -# {_source(speech, each, links)}" for each in answer.passages)
    return Card(question, (*rows, *told), accent="people")


def thread_rows(speech: Speech, threads: tuple[Thread, ...]) -> tuple[str, ...]:
    """What is still open, under a heading; none where nothing is."""
    found = [f"• {_thread(speech, each)}" for each in threads]
    return (f"**{speech('recap.open')}**", *found) if found else ()


def _rows(speech: Speech, back: Back, links: Links) -> tuple[str, ...]:
    return tuple(f"• {row.text}{_link(speech, row, links)}" for row in back.rows)


def _link(speech: Speech, row: Told, links: Links) -> str:
    address = links.get(row.first)
    return f" [{speech('ask.turn', number=row.first)}]({address})" if address else ""


def _source(speech: Speech, memory: Memory, links: Links) -> str:
    if memory.ref.origin == "line":
        return speech("ask.chat", number=memory.number)
    name = speech("ask.turn", number=memory.number)
    address = links.get(memory.number)
    return f"[{name}]({address})" if address else name


def _thread(speech: Speech, thread: Thread) -> str:
    if thread.kind == "offer":
        return speech("recap.offer", name=thread.text)
    if thread.kind == "clock":
        return speech("recap.clock", name=thread.text, filled=thread.filled, segments=thread.segments)
    return speech("recap.asked", text=thread.text) if thread.kind == "question" else thread.text


def _flat(text: str) -> str:
    return " ".join(text.split())
