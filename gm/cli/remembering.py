"""What is remembered, as rows and as JSON: the same for `gm memory` and for `/memory` at the table. Pure."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gm.domain.campaign import Campaign
    from gm.domain.facts import Fact
    from gm.domain.memory import Memory
    from gm.play.memories import PinnedTurn
    from gm.play.memory_desk import Listed, Looked


def listed_rows(campaign: "Campaign", listed: "Listed") -> Iterator[str]:
    """A line for each fact and each pinned turn."""
    for fact in listed.facts:
        yield fact_row(campaign, fact)
    for pin in listed.pins:
        yield f"turn {pin.number}. {pin.text} (pinned)"
    if listed.folded:
        yield f"… and {listed.folded} more of the campaign's own: a search finds them."


def fact_row(campaign: "Campaign", fact: "Fact") -> str:
    """`3. Onley owes Ada three crowns (hearsay, turn 12, pinned; known to Ada)`."""
    from gm.play.views import character_name

    marks = [] if fact.standing == "canon" else ["hearsay"]
    if fact.turn_number is not None:
        marks.append(f"turn {fact.turn_number}")
    marks += [word for word, on in (("pinned", fact.pinned), ("locked", fact.locked)) if on]
    if fact.audience == "gm":
        marks.append("for the game master alone")
    if fact.knowers:
        marks.append("known to " + ", ".join(character_name(campaign, each) for each in fact.knowers))
    return f"{fact.ref}. {fact.text}" + (f" ({', '.join(marks)})" if marks else "")


def looked_rows(campaign: "Campaign", looked: "Looked") -> Iterator[str]:
    """A line for each fact, then each passage with the turn that it is from."""
    for fact in looked.facts:
        yield fact_row(campaign, fact)
    for memory in looked.memories:
        yield passage_row(memory)


def passage_row(memory: "Memory") -> str:
    """The words of a passage; they begin with the turn they are from."""
    text = " ".join(memory.text.split())
    if memory.ref.origin == "turn" and not text.startswith("turn "):
        return f"turn {memory.number} · {text}"
    return f"an old chat · {text}" if memory.ref.origin == "line" else text


def listed_json(listed: "Listed") -> dict[str, Any]:
    """The list as JSON."""
    return {
        "facts": [fact_json(fact) for fact in listed.facts],
        "pinned_turns": [pin_json(p) for p in listed.pins],
        "folded": listed.folded,
    }


def looked_json(looked: "Looked") -> dict[str, Any]:
    """What was found as JSON."""
    memories = [
        {
            "origin": memory.ref.origin,
            "id": memory.ref.id,
            "number": memory.number,
            "text": memory.text,
            "place": memory.place,
            "minutes": memory.minutes,
        }
        for memory in looked.memories
    ]
    return {"facts": [fact_json(fact) for fact in looked.facts], "passages": memories}


def fact_json(fact: "Fact") -> dict[str, Any]:
    """A fact as JSON. Nobody's id at their face is in it."""
    return {
        "ref": fact.ref,
        "subject": fact.subject,
        "relation": fact.relation,
        "object": fact.object,
        "text": fact.text,
        "standing": fact.standing,
        "audience": fact.audience,
        "known_to": list(fact.knowers),
        "valid_from": fact.valid_from,
        "importance": fact.importance,
        "turn": fact.turn_number,
        "revision": fact.revision,
        "written_by": fact.writer,
        "pinned": fact.pinned,
        "locked": fact.locked,
    }


def pin_json(pin: "PinnedTurn") -> dict[str, Any]:
    """A pinned turn as JSON."""
    return {"turn": pin.number, "text": pin.text, "known_to": list(pin.knowers)}


FORGOTTEN = (
    "Left out of recollection from now on. Nothing is erased: the words stay in the log; `gm player erase` erases, "
    "`--back` takes this back."
)
