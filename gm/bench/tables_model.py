"""What the world must be after each beat, by a small model of its own: the engine's dice go in, and nothing else of it.

It knows six people, a heap of ropes and lamps, a pump, a clock that ticks every four hours, and an old woman's moods.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from gm.bench.six import PLAYERS
from gm.bench.tables_beats import Act, Beat, Beats
from gm.bench.tables_script import Deed, Kind, Way, Word, chosen, word_of

_MINUTES: Final[dict[Kind, int]] = {"take": 2, "drop": 2, "give": 2, "wait": 15, "look": 2}
_USUAL: Final = 5
_DECIDES: Final = ("pump", "search")
_BEGINS: Final = 1080
_FLOOD_EVERY: Final = 240
_FLOOD_FULL: Final = 8
_EASY: Final = 8
HERE: Final = "shaft"


@dataclass(frozen=True, slots=True)
class Played:
    """What chance brought to one beat: its number in the story, and how the die of each attempt fell (by its place)."""

    number: int
    dice: Mapping[int, int] = field(default_factory=dict)


@dataclass
class Model:
    """The world as it must be."""

    way: Way
    minutes: int = _BEGINS
    things: Counter[tuple[str, str]] = field(default_factory=lambda: Counter({(HERE, "rope"): 3, (HERE, "lamp"): 2}))
    """How many of a thing somebody has, or lie here."""
    mood: int = 0
    toward: dict[str, int] = field(default_factory=dict)

    def play(self, beat: Beat, came: Played) -> None:
        """What comes of a beat."""
        acts = [act for act in beat.acts if act.deed is not None]
        if self.way.mode == "coauthor":
            return
        if self.way.mode == "npc":
            self._talk(acts, came.number)
            return
        first = beat.acts[0]
        if self.way.mode == "assist":
            word = word_of(first.source, "open", 0)
            if word != "draft":
                self._by_hand(first, word)
                return
        ruled = self._ruling(acts, first) if self.way.mode == "copilot" else "approve"
        if ruled == "tell":
            self._by_hand(first, ruled)
        elif self.way.mastered and self._draft(first) == "tell":
            self._by_hand(first, "tell")
        else:
            self._happens(acts, came, ruled, first, alone=beat.alone)

    def gives(self, to: str) -> None:
        """A chit, by the game master's hand."""
        self.things[to, "chit"] += 1

    def _by_hand(self, first: Act, word: Word) -> None:
        if word == "tell":
            self.gives(first.who)

    def _ruling(self, acts: Sequence[Act], first: Act) -> Word:
        decides = any(self._is_ruled(act.who, act.deed) for act in acts if act.deed)
        return word_of(first.source, "ruling", 0) if decides else "approve"

    def _is_ruled(self, who: str, deed: Deed) -> bool:
        """Whether the rules say anything about it: it rolls, changes something, or cannot be."""
        if deed.kind == "give":
            return not self.things[who, deed.thing] or deed.to != who
        return deed.kind in ("take", "drop", *_DECIDES)

    def _draft(self, first: Act) -> Word:
        number = 0
        while (word := word_of(first.source, "draft", number)) == "reword":
            number += 1
        return word

    def _happens(self, acts: Sequence[Act], came: Played, ruled: Word, first: Act, *, alone: bool) -> None:
        """What was attempted, each as the world stood when the beat began, one after the other. `alone`: it was
        whispered."""
        before = Counter(self.things)
        for at, act in enumerate(acts):
            if act.deed is not None and not (at == 0 and ruled in ("impossible", "words")):
                self._does(act, act.deed, before, came.dice.get(at))
        if ruled == "words":
            self.gives(first.who)
        if not alone:
            spent = [_MINUTES.get(act.deed.kind, _USUAL) for act in acts if act.deed]
            self.minutes += max(spent, default=0)

    def _does(self, act: Act, deed: Deed, before: Counter[tuple[str, str]], die: int | None) -> None:
        match deed.kind:
            case "take":
                self._moves(deed.thing, HERE, act.who, before)
            case "drop":
                self._moves(deed.thing, act.who, HERE, before)
            case "give" if deed.to != act.who:
                self._moves(deed.thing, act.who, deed.to, before)
            case "pump" if chosen(act.source, "stakes") == "accept":
                if die is None:
                    raise ValueError(f"nothing was rolled for {act.source}")
                self.things[act.who, chosen(act.source, "choice") if die >= _EASY else "mud"] += 1

    def _moves(self, thing: str, giver: str, taker: str, before: Counter[tuple[str, str]]) -> None:
        if before[giver, thing] and self.things[giver, thing]:
            self.things[giver, thing] -= 1
            self.things[taker, thing] += 1

    def _talk(self, acts: Sequence[Act], number: int) -> None:
        """Three kind lines or two unkind ones move what she feels; one that is neither lets her mood settle by one, in
        every third turn."""
        settled = False
        for act in acts:
            kind = act.deed.kind if act.deed else "plain"
            if kind == "kind":
                self._feels(act.who, 1, full=self.mood == 2)
            elif kind == "unkind":
                self._feels(act.who, -1, full=self.mood < 0)
            elif self.mood and number % 3 == 0 and not settled:
                self.mood += 1 if self.mood < 0 else -1
                settled = True
        self.minutes += 1 if acts else 0

    def _feels(self, who: str, by: int, *, full: bool) -> None:
        if not full:
            self.mood += by
            return
        self.mood = 0
        if -3 <= self.toward.get(who, 0) + by <= 3:
            self.toward[who] = self.toward.get(who, 0) + by

    @property
    def flood(self) -> int:
        """How far the clock has filled."""
        return min((self.minutes - _BEGINS) // _FLOOD_EVERY, _FLOOD_FULL)

    def values(self, beats: Beats, ranks: Mapping[str, int]) -> dict[str, object]:
        """The whole state, path by path. `ranks`: what each rolled for their place in the order."""
        found: dict[str, object] = {
            "character:wen/attitude": 0,
            "character:wen/hp": 8,
            "character:wen/max_hp": 8,
            "character:wen/mood": self.mood or None,
            "character:wen/place": HERE,
            "character:wen/status": "active",
            "clock:flood/filled": self.flood,
            "clock:flood/fired": True if self.flood == _FLOOD_FULL else None,
            f"place:{HERE}/visited": True,
            "scene:main/open": True,
            "scene:main/place": HERE,
            "scene:main/title": "The Shaft",
            "world/minutes": self.minutes,
        }
        for who in PLAYERS:
            sheet = {"hp": 9, "max_hp": 9, "place": HERE, "playing": True, "status": "active"}
            found |= {f"character:{who}/{path}": value for path, value in sheet.items()}
        for (owner, thing), count in self.things.items():
            found[f"{'place' if owner == HERE else 'character'}:{owner}/item/{thing}"] = count or None
        found |= {f"character:wen/toward/{who}": felt for who, felt in self.toward.items()}
        if self.way.control == "initiative":
            found |= {f"scene:main/rolled/{who}": rank for who, rank in ranks.items()}
            row = {"order": ",".join(order_by(ranks)), "up": beats.up, "round": beats.round, "passed": beats.passed}
            found |= {f"scene:main/{path}": value for path, value in row.items()}
        return {path: value for path, value in sorted(found.items()) if value is not None}


def order_by(ranks: Mapping[str, int]) -> tuple[str, ...]:
    """Who comes when: the highest first, and those who rolled the same as they stand in the cast. All have the same
    bonus."""
    return tuple(sorted(ranks, key=lambda who: (-ranks[who], PLAYERS.index(who))))
