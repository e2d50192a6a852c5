"""What is remembered, as cards in the reader's language. Pure; what the reader may know was decided before."""

from collections.abc import Mapping
from typing import Final

from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card, Row
from gm.bot.catalogue import Speech
from gm.domain.campaign import Campaign
from gm.domain.facts import Fact
from gm.domain.memory import Memory
from gm.play.memories import PinnedTurn
from gm.play.memory_desk import Listed, Looked
from gm.play.views import character_name

WITH_BUTTONS: Final = 10
"""Facts of a list that have a button beside them."""
SHOWN: Final = 30
"""Facts that a list shows."""
Links = Mapping[int, str]
"""Addresses of the messages that show a turn, by the turn's id."""


def list_card(speech: Speech, campaign: Campaign, listed: Listed, links: Links) -> Card | str:
    """Facts, then the turns that are pinned."""
    if not listed.facts and not listed.pins:
        return speech("memory.nothing")
    rows: list[Row] = []
    for at, fact in enumerate(listed.facts[:SHOWN]):
        rows.append(Row(fact_line(speech, campaign, fact, links), _pin(speech, fact) if at < WITH_BUTTONS else None))
    rows += [Row(_pinned_line(speech, pin, links)) for pin in listed.pins]
    left = max(0, len(listed.facts) - SHOWN) + listed.folded
    more = f"\n{speech('memory.more', count=left)}" if left > 0 else ""
    return Card(speech("memory.title"), tuple(rows), footer=speech("memory.how") + more, accent="people")


def found_card(speech: Speech, campaign: Campaign, looked: Looked, links: Links) -> Card | str:
    """Facts, then passages, each with a link to the message that it is from."""
    if not looked.facts and not looked.memories:
        return speech("memory.search_nothing")
    rows = [Row(fact_line(speech, campaign, fact, links)) for fact in looked.facts]
    rows += [Row(_passage(speech, memory, links)) for memory in looked.memories]
    return Card(speech("memory.search_title"), tuple(rows), accent="people")


def fact_line(speech: Speech, campaign: Campaign, fact: Fact, links: Links) -> str:
    """`**3** Onley owes Ada three crowns` and, smaller, what is to be known of it."""
    marks = [] if fact.standing == "canon" else [speech("memory.hearsay")]
    if fact.turn_number is not None:
        marks.append(turn_name(speech, fact.turn_number, links.get(fact.turn_id or 0, "")))
    on = (("pinned", fact.pinned), ("locked", fact.locked), ("secret", fact.audience == "gm"))
    marks += [speech(f"memory.mark.{word}") for word, there in on if there]
    if fact.knowers:
        names = ", ".join(character_name(campaign, each) for each in fact.knowers)
        marks.append(speech("memory.mark.known", names=names))
    small = f"\n-# {' · '.join(marks)}" if marks else ""
    return f"**{fact.ref}** · {fact.text}{small}"


def turn_name(speech: Speech, number: int, link: str) -> str:
    """`turn 12`, as a link where its message is known."""
    said = speech("memory.turn", number=number)
    return f"[{said}]({link})" if link else said


def _pinned_line(speech: Speech, pin: PinnedTurn, links: Links) -> str:
    named = turn_name(speech, pin.number, links.get(pin.turn_id, ""))
    return f"📌 {named} · {pin.text}"


def _passage(speech: Speech, memory: Memory, links: Links) -> str:
    if memory.ref.origin == "line":
        return f"{speech('memory.chat')} · {memory.text}"
    return f"{turn_name(speech, memory.number, links.get(memory.ref.id, ''))} · {memory.text}"


def _pin(speech: Speech, fact: Fact) -> Button:
    verb = "unpin" if fact.pinned else "pin"
    return Button(button_id("memory", verb, fact.ref), speech(f"memory.button.{verb}"), emoji="📌")
