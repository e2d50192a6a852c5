"""One plain line per beat, made by code when the beat is told.

A gist stands in for a beat once the transcript has been compacted, so it must say who tried what and how it came out,
in the campaign's own words. It holds no connecting words of ours: it reads the same in every language.
"""

import re

from gm.domain.brief import ChangeView, VerdictView

MAX_CHARACTERS = 300
_FOUGHT = 150
"""Characters for what happened in a fight."""
_SPACE = re.compile(r"\s+")


def gist_of(
    verdicts: tuple[VerdictView, ...],
    changes: tuple[ChangeView, ...],
    narration: str,
    *,
    passage: tuple[str, ...] = (),
) -> str:
    """The beat in one line of at most `MAX_CHARACTERS`: attempts with outcome and lasting changes, or its words.

    `passage`: what happened in a fight, in plain sentences. An order given there says nothing of how it came out.

    Empty for a beat in which only the impossible was tried: nothing came of it.
    """
    if verdicts and not changes and not any(verdict.possible for verdict in verdicts):
        return ""  # what could not be done changed nothing: it need not be remembered
    room = max(60, 240 // max(1, len(verdicts)))
    parts = [_attempt(verdict, room, again=verdict.input_text in said) for verdict, said in _earlier(verdicts)]
    if passage:
        parts.append(_fought(passage))
    lasting = [change.text for change in changes if change.kind not in ("clock", "flag", "attitude", "moved")]
    if lasting:
        parts.append("; ".join(lasting))
    if not parts:
        parts.append(first_sentences(narration, 160))
    return shorten(" · ".join(part for part in parts if part), MAX_CHARACTERS)


def _fought(passage: tuple[str, ...]) -> str:
    """The beginning, as far as there is room, and the last thing that happened: it may be the end of the fight."""
    *before, last = passage
    room = _FOUGHT - len(last)
    whole = " ".join(passage)
    return whole if len(whole) <= _FOUGHT or room < 40 else f"{first_sentences(' '.join(before), room)} {last}"


def _earlier(verdicts: tuple[VerdictView, ...]) -> list[tuple[VerdictView, set[str]]]:
    """Each verdict with the lines that verdicts before it have quoted already."""
    return [(verdict, {before.input_text for before in verdicts[:at]}) for at, verdict in enumerate(verdicts)]


def _attempt(verdict: VerdictView, room: int, *, again: bool) -> str:
    words = verdict.intent if again and verdict.intent else verdict.input_text
    line = f"{verdict.character}: {shorten(_SPACE.sub(' ', words).strip(), room // 2)}"
    if verdict.check is not None:
        line += f" [{verdict.check.skill}: {verdict.check.degree_label}]"
    result = verdict.refusal if not verdict.possible else verdict.outcome
    return f"{line} — {first_sentences(result, room)}" if result else line


def _sentences(text: str) -> list[str]:
    flat = _SPACE.sub(" ", text).strip()
    found = re.findall(r".+?(?:[.!?…。！？]+[\"'”’»)]*(?=\s|$)|$)", flat)
    return [sentence.strip() for sentence in found if sentence.strip()]


def first_sentences(text: str, limit: int) -> str:
    """The first whole sentences of a text that fit into `limit` characters; at least a shortened first one."""
    flat = _SPACE.sub(" ", text).strip()
    kept = ""
    for sentence in _sentences(flat):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > limit:
            break
        kept = longer
    return kept or shorten(flat, limit)


def shorten(text: str, limit: int) -> str:
    """The text cut at a word's end to at most `limit` characters, with an ellipsis if anything was cut."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    space = cut.rfind(" ")
    return f"{cut[:space] if space > limit // 2 else cut}…"
