"""A second account of the arcs: what the state must be by hand arithmetic, from nothing but the faces that fell.

It shares no code with the engine: no ruleset is read, no formula, no record of what the engine made of a die. The
numbers of the kits and of the campaigns are copied by hand into `ledger_fantasy.py`, `ledger_moves.py` and
`ledger_freeform.py`. What somebody decides (whom a ghoul goes for) is no arithmetic and stands there as it was decided;
what comes of it is worked out here, value by value, and compared after each turn.
"""

from collections import deque
from collections.abc import Callable, Iterable, Mapping

Value = str | int | bool | None
Faces = Iterable[tuple[int, int]]
"""Dice as they fell: sides and face, in order."""

_OF_A_FIGHT = "encounter:main "
_KEPT = (_OF_A_FIGHT + "round", _OF_A_FIGHT + "outcome")


class Disagrees(AssertionError):
    """The ledger and the engine do not say the same."""


def plain(values: Mapping[str, Value]) -> dict[str, Value]:
    """State as it is compared: without the order and the places of a fight under way, and nothing left is nothing."""
    return {
        key: value
        for key, value in values.items()
        if value is not None
        and not (key.startswith(_OF_A_FIGHT) and key not in _KEPT)
        and not (" resource/" in key and value == 0)
    }


class Ledger:
    """The state by hand, and the dice that are still to be accounted for."""

    def __init__(
        self, start: Mapping[str, Value], party: Iterable[str], clock: Callable[[int], dict[str, Value]]
    ) -> None:
        self.values: dict[str, Value] = dict(start)
        self.party = list(party)
        self.clock = clock
        self.faces: deque[tuple[int, int]] = deque()

    # dice

    def deal(self, faces: Faces) -> None:
        """The dice of the next turn."""
        self.faces = deque(faces)

    def die(self, sides: int) -> int:
        """The next face, which must be of a die with so many sides."""
        if not self.faces or self.faces[0][0] != sides:
            raise Disagrees(f"a d{sides} should have fallen, and not {list(self.faces)[:1]}")
        return self.faces.popleft()[1]

    def dice(self, number: int, sides: int) -> int:
        return sum(self.die(sides) for _ in range(number))

    def d20(self, edge: int = 0) -> int:
        """One, or the better (1) or worse (-1) of two."""
        if not edge:
            return self.die(20)
        pair = (self.die(20), self.die(20))
        return max(pair) if edge > 0 else min(pair)

    # values

    def get(self, who: str, path: str) -> Value:
        return self.values.get(f"character:{who} {path}")

    def number(self, who: str, path: str) -> int:
        return int(self.get(who, path) or 0)

    def put(self, who: str, path: str, value: Value) -> None:
        self.values[f"character:{who} {path}"] = value

    def add(self, who: str, path: str, by: int) -> None:
        """Things, coins, experience: what is gone is nothing."""
        left = self.number(who, path) + by
        if left < 0:
            raise Disagrees(f"{who} would have {left} of {path}")
        self.put(who, path, left or None)

    def say(self, **more: Value) -> None:
        """Values that are no character's: `flag__free=True` is `flag:free`."""
        for key, value in more.items():
            self.values[key.replace("__", " ").replace("_of_", ":").replace("_", "-")] = value

    def up(self, who: str) -> bool:
        return self.get(who, "status") == "active"

    def dead(self, who: str) -> bool:
        return self.get(who, "status") == "dead"

    @property
    def minutes(self) -> int:
        return int(self.values["world minutes"] or 0)

    def wait(self, minutes: int) -> None:
        """Time passes: what lasts until then ends, clocks tick."""
        now = self.minutes + minutes
        self.values["world minutes"] = now
        for key, value in list(self.values.items()):
            who, _, path = key.partition(" ")
            if path.startswith("until/") and str(value).startswith("m:") and int(str(value)[2:]) <= now:
                for kind in ("until/", "condition/", "from/"):
                    self.values[who + " " + kind + path[6:]] = None
        self.values.update(self.clock(now))

    def walk(self, to: str, title: str, legs: int = 1) -> None:
        """All who live go together."""
        for who in self.party:
            if not self.dead(who):
                self.put(who, "came_from", self.get(who, "place"))
                self.put(who, "place", to)
        self.values[f"place:{to} visited"] = True
        self.values["scene:main place"], self.values["scene:main title"] = to, title
        self.wait(10 * legs)

    def hurt(self, who: str, amount: int) -> None:
        """Hit points go; at 0 the party is down, and all others are dead."""
        left = max(0, self.number(who, "hp") - amount)
        self.put(who, "hp", left)
        if left == 0:
            self.put(who, "status", "down" if who in self.party else "dead")

    def heal(self, who: str, amount: int) -> None:
        self.put(who, "hp", min(self.number(who, "max_hp"), self.number(who, "hp") + amount))
        if self.get(who, "status") == "down":
            self.put(who, "status", "active")

    def forget(self, who: str, condition: str) -> None:
        for kind in ("condition/", "until/", "from/"):
            self.put(who, kind + condition, None)

    def creature(self, who: str, block: str, name: str, place: str, hp: int) -> None:
        """Somebody whom a fight has brought."""
        of = {"attitude": -3, "block": block, "hp": hp, "max_hp": hp, "name": name, "place": place, "status": "active"}
        for path, value in of.items():
            self.put(who, path, value)

    def fight(self, round_: int, outcome: str | None = None, plan: str = "") -> None:
        """How far a fight is; with an outcome it is over, and has taken a minute for each ten rounds begun."""
        self.values["encounter:main round"], self.values["encounter:main outcome"] = round_, outcome
        if outcome:
            self.values[f"world fought/{plan}"] = outcome
            self.wait(-(-round_ // 10))

    # comparing

    def agree(self, turn: str, engine: Mapping[str, Value]) -> None:
        """Raises Disagrees unless every die is accounted for, and every value is the engine's."""
        if self.faces:
            raise Disagrees(f"{turn}: nobody has accounted for {list(self.faces)}")
        mine, theirs = plain(self.values), plain(engine)
        wrong = [
            f"{key}: by hand {mine.get(key)!r}, by the engine {theirs.get(key)!r}"
            for key in sorted(mine.keys() | theirs.keys())
            if mine.get(key) != theirs.get(key) or type(mine.get(key)) is not type(theirs.get(key))
        ]
        if wrong:
            raise Disagrees(f"{turn}: " + "; ".join(wrong))
