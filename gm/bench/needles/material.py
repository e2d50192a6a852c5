"""What a needle session is made of: facts, lines that distract, lore; read from the files beside this one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from gm.bench.needles.draws import Draws
from gm.domain.campaign import LoreEntry

FOLDER = Path(__file__).parent
LORE_ENTRIES = 200
PLAYERS_TOPICS = frozenset({1, 6, 7, 12, 16, 21})
"""Which topics of `play/` a player does (hides a key, swears, burns, greets…), in every language."""
_SLOT = re.compile(r"\{(\w+)(?:\.(\w))?\}")


@dataclass(frozen=True, slots=True)
class Needle:
    """A fact: how it is told, the words that give it away, and the two ways in which it is asked for."""

    id: str
    by: Literal["npc", "player", "gm"]
    told: str
    decisive: str
    names: str
    paraphrase: str


class Material:
    """One language's facts and play. Everything drawn comes from the generator that is handed in."""

    def __init__(self, language: str, *, held_out: bool = False) -> None:
        """`held_out`: the facts that nothing was ever fitted to, with people of their own."""
        facts, self._play = _read("facts", f"held-{language}" if held_out else language), _read("play", language)
        self.language = language
        self._cast: list[str] = facts.get("cast") or self._play["cast"]
        self.introductions: tuple[str, ...] = tuple(facts["introductions"])
        self.needles = tuple(Needle(**needle) for needle in facts["needles"])
        self.undone = Needle(**facts["undone"]) if "undone" in facts else None
        self.useless: tuple[str, ...] = tuple(self._play["useless"])

    def distractors(self, draw: Draws, count: int) -> list[tuple[str, bool]]:
        """`count` different lines that resemble the facts; with each, whether a player does or says it."""
        lines: dict[str, bool] = {}
        while len(lines) < count:
            topic = draw.below(len(self._play["topics"]))
            lines[self._fill(self._play["topics"][topic], draw)] = topic in PLAYERS_TOPICS
        return list(lines.items())

    def plain(self, draw: Draws) -> str:
        """A player's everyday line."""
        return self._fill({"line": draw.choice(self._play["plain"])}, draw)

    def narration(self, draw: Draws) -> str:
        """A narrator's everyday beat."""
        return self._fill({"line": draw.choice(self._play["narrations"])}, draw)

    def lore(self) -> tuple[LoreEntry, ...]:
        """200 entries: a few answer to names that are often said, half to things that come up now and then."""
        often = [_case(name, "n") for name in self._play["people"][:4]] + self._play["places"][:4]
        things = dict.fromkeys(word for topic in self._play["topics"] for word in topic.get("x", ()) if len(word) > 1)
        keys = [*often, *list(things)[: LORE_ENTRIES // 2 - len(often)]]
        rare = self._play["lore"]["rare"]
        keys += [f"{rare}-{number}" for number in range(LORE_ENTRIES - len(keys))]
        numbers = self._play["numbers"]
        return tuple(
            LoreEntry(
                id=f"needle-lore-{at}",
                title=f"{key} ({at})",
                keys=(key,),
                content=self._play["lore"]["content"].format(year=700 + at, key=key, num=numbers[at % len(numbers)]),
            )
            for at, key in enumerate(keys)
        )

    def _fill(self, topic: Mapping[str, Any], draw: Draws) -> str:
        who, other = draw.sample(self._play["people"], 2)
        slots = {"who": who, "other": other, "cast": draw.choice(self._cast)}
        slots |= {"num": draw.choice(self._play["numbers"]), "place": draw.choice(self._play["places"])}
        slots |= {name: draw.choice(topic[name]) for name in ("x", "y") if name in topic}
        text = _SLOT.sub(lambda found: _case(slots[found[1]], found[2] or "n"), topic["line"])
        return text[:1].upper() + text[1:]


@lru_cache(maxsize=8)
def material(language: str, *, held_out: bool = False) -> Material:
    """The material in that language."""
    return Material(language, held_out=held_out)


def _case(word: str | Mapping[str, str], case: str) -> str:
    return word if isinstance(word, str) else word[case]


def _read(kind: str, language: str) -> Any:
    text = (FOLDER / kind / f"{language}.yaml").read_text(encoding="utf-8")
    return yaml.safe_load(text)


def texts(needles: Sequence[Needle]) -> list[str]:
    """All that is ever said of them."""
    return [text for needle in needles for text in (needle.told, needle.names, needle.paraphrase)]
