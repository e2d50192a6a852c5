"""How a turn was decided, as a card in the reader's language. Pure; what the reader may know was decided before."""

from gm.bot.buttons import Button, button_id
from gm.bot.cards import Card
from gm.bot.catalogue import Speech
from gm.bot.dice_said import dice_said
from gm.bot.lore_cards import reason_said
from gm.domain.health import CallEvent
from gm.play.views import change_views
from gm.review.audience import change_row
from gm.review.calls import Say, call_words, english_calls
from gm.review.guards import guard_rows
from gm.review.memories import MemoryReason
from gm.review.why import ALWAYS, LoreReason, Why
from gm.store.calls import ModelCall


def called_in(speech: Speech) -> Say:
    """The phrases about calls, in the reader's language."""

    def say(key: str, **values: object) -> str:
        known = speech.find(f"called.{key}") is not None
        return speech(f"called.{key}", **values) if known else english_calls(key, **values)

    return say


def trouble_said(speech: Speech, event: CallEvent) -> str:
    """`Narrator, mistral…: limited how often it is asked; asked again, after 0.5 s`."""

    def say(key: str, **values: object) -> str:
        return speech(f"trouble.{key}", **values)

    done = say(f"done_{event.done}", to=event.to or say("again"))
    if event.wait_ms is not None:
        seconds = f"{event.wait_ms / 1000:.1f}"
        done += f" ({seconds} s)" if event.done == "rested" else f", {say('after', seconds=seconds)}"
    role = called_in(speech)(f"role_{event.role}")
    return f"• {say('row', role=role, model=event.model, fault=say(f'fault_{event.fault}'), done=done)}"


def guards_in(speech: Speech) -> Say:
    """The phrases about guards, in the reader's language."""
    return lambda key, **values: speech(f"guards.{key}", **values)


def why_card(speech: Speech, why: Why, *, scene: str = "main") -> Card:
    """What was said, the ruling, rolls, changes, lore, calls; with spoilers also what only the game master knows."""
    said = tuple(f"> {name}: {words or speech('why.erased')}" for name, words in why.turn.lines)
    fields: list[tuple[str, str]] = []

    def section(key: str, rows: tuple[str, ...] | list[str], **values: object) -> None:
        if rows:
            fields.append((speech(f"why.{key}", **values), "\n".join(rows)))

    section("ruling", [_row(row) for row in why.ruling], by=why.ruled_by)
    if why.reason is not None:
        answered = [f"-# {why.reason.answer}"] if why.reason.answer else []
        section(f"reason_{why.reason.by}", [f"• {why.reason.because}", *answered])
    section("looked", [f"• `{row}`" for row in why.looked_up])
    section("rolls", [f"• {dice_said(speech, roll)}" for roll in why.turn.dice])
    if why.turn.parked is not None:
        section("question", [why.turn.parked.question, *(f"• {each.label}" for each in why.turn.parked.options)])
    section("changes", [f"• {view.text}" for view in change_views(why.campaign, why.changes, scene)])
    if why.spoilers:
        section("stored", [f"`{change_row(change)}`" for change in why.changes])
    section("lore", [_lore(speech, entry) for entry in why.lore])
    section("remembered", [_memory(speech, memory) for memory in why.memories])
    by = (why.author or "").removeprefix("discord:")
    section("told", [f"{why.told_by}, <@{by}>" if by.isdecimal() else why.told_by] if why.told_by else [])
    say = called_in(speech)
    section("guards", [f"• {row}" for row in guard_rows(why.guards, guards_in(speech))])
    section("calls", [f"• {call_words(trace.call, say)}" for trace in why.calls if not _idle(trace.call)])
    section("trouble", [trouble_said(speech, event) for event in why.trouble])
    kind = speech.find(f"why.kind.{why.turn.kind}") or ""
    marks = [mark for mark in (kind, speech("why.undone") if why.turn.status == "undone" else "") if mark]
    return Card(
        speech("why.title", number=why.turn.number) + (f" ({', '.join(marks)})" if marks else ""),
        said,
        tuple(fields),
        footer="" if why.spoilers else speech("why.hidden"),
        buttons=(*_wrong(speech, why), *_reading(speech, why)),
        accent="dice",
    )


def _lore(speech: Speech, entry: LoreReason) -> str:
    """`Old Tib: "bell" was mentioned`; with spoilers, for whom it is and whether it was kept out."""
    marks = [speech("lore.for.gm")] if entry.secret else []
    marks += [] if entry.came else [speech("lore.out")]
    why = speech("lore.always") if entry.why == ALWAYS else reason_said(speech, entry.why)
    return f"• {entry.title}{' (' + ', '.join(marks) + ')' if marks else ''}: {why}"


def _memory(speech: Speech, memory: MemoryReason) -> str:
    """`Turn 12 (bell, tinker): Gregor unfolds a letter …`; without spoilers only that there was one, if not everybody
    there knew it."""
    where = speech("why.memory_old" if memory.is_old_chat else "why.memory", number=memory.number)
    marks = [*([memory.why] if memory.why else []), *([speech("lore.for.gm")] if memory.secret else [])]
    text = memory.text or speech("why.memory_hidden")
    return f"• {where}{' (' + ', '.join(marks) + ')' if marks else ''}: {text}"


def _idle(call: ModelCall) -> bool:
    """Whether no model was asked: the offline narrator is named where it told, and has cost nothing."""
    return call.backend == "offline" and call.status == "ok"


def _wrong(speech: Speech, why: Why) -> tuple[Button, ...]:
    """For whoever says that the ruling is wrong, once."""
    if why.turn.kind != "action" or why.turn.status != "done" or not why.ruling or why.reason is not None:
        return ()
    return (Button(button_id("wrong", why.turn.id), speech("button.wrong"), emoji="⚖️"),)


def _reading(speech: Speech, why: Why) -> tuple[Button, ...]:
    """For who reads another language than the story is told in."""
    told_in = why.campaign.language.partition("-")[0]
    if not why.turn.narration or speech.wanted.partition("-")[0] == told_in:
        return ()
    return (Button(button_id("read", why.turn.id), speech("button.read"), emoji="🌐"),)


def _row(row: str) -> str:
    return f"-# {row.strip()}" if row.startswith(" ") else f"• {row}"
