"""A lorebook as `lore:` of a campaign: what our entries can say, and what of the book they cannot."""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from gm.domain.card import Lorebook, Note
from gm.domain.lore import LoreRule
from gm.interop.spelling import bake, clean_text, free_id, id_of, one_line
from gm.interop.yaml_out import MOST_BYTES, MOST_VALUES, count_values, write_yaml

_REGEX: Final = re.compile(r"/.+/[gimsuy]*", re.DOTALL)
_MOST_TOTAL: Final = 3 * 2**20
"""Bytes of lore that a campaign takes in; all of its files may have 4 MiB."""


@dataclass(slots=True)
class BookFiles:
    """A book as files of a campaign: name → `lore:` as YAML; and what became of it."""

    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    entries: int = 0


def lore_files(book: Lorebook, *, stem: str, taken: Collection[str], char: str, user: str, head: str) -> BookFiles:
    """The book's entries as `<stem>.yaml`, `<stem>-2.yaml` … . `taken`: ids of facts that are there already; `char` is
    whom a card's book speaks of."""
    made, ids = BookFiles(), set(taken)
    entries: dict[str, Any] = {}
    lost = _Lost()
    for rule in book.rules:
        entry = _entry(rule, lambda text: bake(text, char=char, user=user), lost)
        if entry is not None:
            ident = free_id(id_of(entry["title"], fallback=f"{stem.rpartition('/')[2]}-{rule.id}"[:40].lower()), ids)
            ids.add(ident)
            entries[re.sub(r"[^a-z0-9_-]", "-", ident).strip("-_") or f"entry-{len(ids)}"] = entry
    total = 0
    for part in _parts(entries):
        body = write_yaml({"lore": part}, head)
        total += len(body)
        if total > _MOST_TOTAL:
            made.notes.append(
                Note(
                    fate="lost",
                    what="lore",
                    text=f"{len(entries) - made.entries} entries are too much for one campaign",
                )
            )
            break
        name = f"{stem}.yaml" if not made.files else f"{stem}-{len(made.files) + 1}.yaml"
        made.files[name] = body
        made.entries += len(part)
    made.notes += lost.notes()
    return made


def rest_entry(name: str, paragraphs: Collection[str], ident: str) -> dict[str, Any]:
    """What of a long description did not fit into a persona, as an entry that comes up when the person is named."""
    return {ident: {"title": f"More about {name}", "keys": [name], "content": "\n\n".join(paragraphs), "order": 50}}


class _Lost:
    """Counts, by what it is, the entries of which something could not be said."""

    def __init__(self) -> None:
        self.count: dict[str, int] = {}

    def add(self, what: str) -> None:
        self.count[what] = self.count.get(what, 0) + 1

    def notes(self) -> list[Note]:
        return [Note(fate="lost", what="lore", text=f"{what}: {count} entries") for what, count in self.count.items()]


def _entry(rule: LoreRule, text: Callable[[str], str], lost: _Lost) -> dict[str, Any] | None:
    rows = clean_text(rule.content).split("\n")
    while rows and rows[0].startswith("@@"):
        rows.pop(0)
        lost.add("decorators")
    content = text("\n".join(rows))
    if not rule.enabled:
        lost.add("switched off (they stay in the kept file)")
        return None
    if not content:
        lost.add("without a text")
        return None
    keys = [one_line(text(key), 200) for key in rule.keys if not rule.regex and not _REGEX.fullmatch(key.strip())]
    if len(keys) < len(rule.keys):
        lost.add("keys that are regular expressions")
    keys = list(dict.fromkeys(key for key in keys if key and "{{" not in key))
    if not keys and not rule.constant:
        lost.add("without a key that can be looked for")
        return None
    for what, said in _unsaid(rule):
        if said:
            lost.add(what)
    title = one_line(text(rule.title), 80) or (one_line(keys[0], 80) if keys else one_line(content, 40))
    entry: dict[str, Any] = {"title": title, "content": content}
    entry |= {"keys": keys} if keys else {}
    entry |= {"constant": True} if rule.constant else {}
    return entry | ({"order": rule.order} if rule.order != 100 else {})


def _unsaid(rule: LoreRule) -> tuple[tuple[str, bool], ...]:
    return (
        ("secondary keys", bool(rule.secondary)),
        ("a chance", rule.probability < 100),
        ("timing (sticky, cooldown, delay)", bool(rule.sticky or rule.cooldown or rule.delay)),
        ("groups", bool(rule.groups)),
        ("for some characters only", bool(rule.cast.names or rule.cast.tags)),
    )


def _parts(entries: dict[str, Any]) -> list[dict[str, Any]]:
    """The entries in portions that each fit into one file."""
    parts: list[dict[str, Any]] = []
    size = values = 0
    for ident, entry in entries.items():
        weight = len(entry["content"].encode()) + sum(len(key.encode()) for key in entry.get("keys", ())) + 200
        count = count_values(entry)
        if not parts or size + weight > MOST_BYTES or values + count > MOST_VALUES:
            parts.append({})
            size = values = 0
        parts[-1][ident] = entry
        size, values = size + weight, values + count
    return parts
