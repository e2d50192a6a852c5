"""Phrases in a language: loaded once from `phrases/<language>.yaml`, rendered into sentences.

A file has `families` (what a sentence is for → templates of whole sentences) and `banks` (name → short phrases). In a
template `{name}` is a value of the beat or, if there is none of that name, a phrase of that bank; `[verb]` agrees with
the subject named last. A bank's phrase may hold both. Phrases are at most five words between two slots, so that no
run of six words comes back before two cycles meet again.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, Final

from gm.models.offline.english import Number, verb
from gm.models.offline.variation import Rotation

_SLOT: Final = re.compile(r"\{(\w+)\}|\[([a-z]+)(?::(s|pl))?\]")
_AFTER_STOP: Final = re.compile(r"((?:^|[.!?…][\"”’»]?\s+)[\"“«„‘]?)(\w)")
_LOADED: Final = ("en", "de", "es", "ru", "zh")


@dataclass(frozen=True, slots=True)
class Word:
    """A value that a template may name. `number` is set for those that can be the subject of a verb."""

    text: str
    number: Number | None = None


@dataclass(frozen=True, slots=True)
class Phrases:
    """The families and banks of one language."""

    language: str
    families: Mapping[str, tuple[str, ...]]
    banks: Mapping[str, tuple[str, ...]]

    def has(self, family: str) -> bool:
        """Whether there are templates for that purpose."""
        return family in self.families


class _Missing(Exception):
    """A template names a value that this beat does not have."""


@lru_cache(maxsize=8)
def phrases(language: str) -> Phrases | None:
    """The phrase bank of a language (`en`, `en-GB`…), or None where there is none."""
    code = language.replace("_", "-").split("-")[0].casefold()
    if code not in _LOADED:
        return None
    import yaml  # not needed before the first telling

    text = resources.files("gm.models.offline").joinpath("phrases", f"{code}.yaml").read_text(encoding="utf-8")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, dict[str, list[Any]]] = yaml.load(text, Loader=loader)
    return Phrases(
        code,
        {name: tuple(str(item) for item in items) for name, items in raw["families"].items()},
        {name: tuple(str(item) for item in items) for name, items in raw["banks"].items()},
    )


class Renderer:
    """Fills templates of one language at one point of the rotation. `tense` applies to `[verb]` slots."""

    def __init__(self, bank: Phrases, rotation: Rotation, tense: str = "present") -> None:
        self._bank = bank
        self._rotation = rotation
        self._tense = tense

    def templates(self, family: str, salt: str) -> tuple[str, ...]:
        """The templates of a family, the one whose turn it is first."""
        found = self._bank.families.get(family, ())
        if not found:
            return ()
        return tuple(found[self._rotation.index(f"family/{family}{salt}", len(found), k)] for k in range(len(found)))

    def render(self, template: str, values: Mapping[str, Word], salt: str = "", shift: int = 0) -> str | None:
        """The finished sentence, or None if it names a value that is not there."""
        state: dict[str, Any] = {"number": "base", "uses": {}}
        try:
            raw = self._fill(template, values, salt, shift, state)
        except _Missing:
            return None
        return finish(raw)

    def _fill(self, template: str, values: Mapping[str, Word], salt: str, shift: int, state: dict[str, Any]) -> str:
        def replace(match: re.Match[str]) -> str:
            name, base, forced = match.groups()
            if base:
                number = {"s": "s", "pl": "base", None: state["number"]}[forced]
                return verb(base, number, self._tense)
            if (value := values.get(name)) is not None:
                if value.number is not None:
                    state["number"] = value.number
                return value.text
            options = self._bank.banks.get(name)
            if options is None:
                raise _Missing(name)
            use = state["uses"][name] = state["uses"].get(name, -1) + 1
            at = self._rotation.index(f"bank/{name}{salt}", len(options), shift + 3 * use)
            return self._fill(options[at], values, salt, shift, state)

        return _SLOT.sub(replace, template)


def finish(text: str) -> str:
    """Typography: single spaces, none before punctuation, a capital at the start and after a full stop."""
    flat = re.sub(r"\s+", " ", text).strip()
    flat = re.sub(r" ([,.;:!?])", r"\1", flat)
    flat = re.sub(r"([.!?])[,.;]", r"\1", flat)
    return _AFTER_STOP.sub(lambda match: match.group(1) + match.group(2).upper(), flat)
