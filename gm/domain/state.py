"""The state of a game's world: a flat map of (entity, path) → scalar, the fold of its commits.

Entities and their paths:

    character:<id>   hp · max_hp · place · came_from · status (active, down, dead, gone) · condition/<id>
                     item/<id> (quantity) · resource/<id> · attitude (NPCs, towards the party) · knows/<fact id>
                     toward/<character> (NPCs, towards one of the party: −3 to 3) · mood (NPCs: −2 to 2)
                     told/<number of a fact>, heard/<turn id> (somebody told them of it)
                     playing (PCs in the party) · joined (PCs that came later: 1, 2…)
                     arrived, departed (came or went, and no turn has told it yet)
                     parked (out of the story for now) · run_by (whose player runs them: a character, or `gm`)
                     retired · ghost (dead, and seen and heard)
                     carried (`to:` or `from:` and the uid of another game)
                     sheet (JSON: the sheet that a player has changed, in place of the one they came with)
                     until/<condition> (`m:<minutes>`, or in a fight `r:<round>:<start|end>:<whose turn>`)
                     from/<condition> · temp_hp · concentration (a spell) · dying/success · dying/failure
                     summoned (`<spell>@<by whom>`)
                     level · xp · picks · attribute/<id>, trained/<skill>, raised/<resource> (gained by growing)
                     rested/<rest> (minutes of the last one) · declared/<id> (how often)
                     on_road (hours since the last ration)
                     block, name (a creature that a fight brought: `goblin-1`)
                     word/<turn id> (`<minutes>:<how>:<from whom>`: word from another scene is there then)
                     scene (key of the scene they play in; absent: `main`, and of NPCs: any at their place)
    place:<id>       visited · item/<id> (quantity) · declared/<n> (`<declaration>:<character>`)
                     unseen/<character> (others of the party have been there without them)
    exit:<place>:<to>  open (an effect unlocked or uncovered it)
    clock:<id>       filled · fired (its effects have happened)
    flag:<id>        on
    challenge:<id>   done (the degree that closed it)
    scene:<key>      place · title · open · order (`a,b,c`) · up · round · passed · rolled/<who> (turns in order)
                     minutes (its own time, while several are open)
                     from · since (the scene that it opened out of, and the number of the turn) · into (where it closed)
                     beats (turns played, but in `main`)
    encounter:<scene>  plan · round · turn · order (`a,b,c`) · outcome · and for each fighter: side/, zone/,
                     initiative/, surprised/, used/, reaction/, spent/<id>/<attack>, dodging/, disengaged/, hidden/,
                     helped/, out/
    lore:<book>      off/<entry> · forced/<entry> (in the next beat) · met/<who>/<entry> · heard/<scene> (beats)
                     timer/<scene>/<entry>/<kind> (`<start>:<end>:<digest>`, `:held` where it outlives its talk);
                     the campaign's own entries are those of `lore:campaign`
    quest:<id>       state · since (minutes of the last change) · objective/<id> · known/<character> · settled
    front:<id>       shown (how many portents have been told)
    climate:<id>     weather (the words) · day (of which it is, counted from 0)
    later:<n>        due (minutes) · text · effects (JSON) · authored
    move:<faction>:<id>  done (how often)
    world            minutes (in-world time since midnight of the first day) · ending
                     fought/<encounter> (how it ended)
                     lived (the minute up to which what goes on by itself was played) · laters (how many there were)
                     road/<from>/<to> (the minute at which somebody last came along it)
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from gm.domain.effects import Change
from gm.domain.errors import EffectError
from gm.domain.values import Scalar

Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class WorldState:
    """An immutable snapshot. `apply` gives a new one; nothing changes in place."""

    values: Mapping[Key, Scalar] = field(default_factory=dict)
    _found: dict[tuple[str, str], dict[str, Scalar]] = field(default_factory=dict, repr=False, compare=False)
    """What `under` has found already: sheets ask the same again and again. Never changes what the state is."""

    def get(self, entity: str, path: str) -> Scalar:
        """The value there, or None if absent."""
        return self.values.get((entity, path))

    def number(self, entity: str, path: str, default: int = 0) -> int:
        """The value there as a whole number; `default` if absent or of another kind."""
        value = self.values.get((entity, path))
        return value if isinstance(value, int) and not isinstance(value, bool) else default

    def text(self, entity: str, path: str, default: str = "") -> str:
        """The value there as text; `default` if absent or of another kind."""
        value = self.values.get((entity, path))
        return value if isinstance(value, str) else default

    def is_set(self, entity: str, path: str) -> bool:
        """Whether something other than None, False, 0 or '' is there."""
        return bool(self.values.get((entity, path)))

    def under(self, entity: str, prefix: str) -> dict[str, Scalar]:
        """All values of an entity below `prefix/`, by the rest of their path."""
        found = self._found.get((entity, prefix))
        if found is None:
            if not self._found:
                self._index()
            found = self._found.setdefault((entity, prefix), {})
        return dict(found)

    def _index(self) -> None:
        for (entity, path), value in self.values.items():
            at = path.find("/")
            while at > 0 and value is not None:
                self._found.setdefault((entity, path[:at]), {})[path[at + 1 :]] = value
                at = path.find("/", at + 1)
        self._found.setdefault(("", ""), {})

    def entities(self, kind: str) -> Iterator[str]:
        """The ids of all entities of a kind (`character`, `clock`…), sorted."""
        start = f"{kind}:"
        yield from sorted({name[len(start) :] for name, _ in self.values if name.startswith(start)})

    def apply(self, changes: Iterable[Change]) -> "WorldState":
        """The state after these changes, in order.

        Raises:
            EffectError: a change's `before` is not what stands there; nothing is applied.
        """
        values = dict(self.values)
        for change in changes:
            key = (change.entity, change.path)
            if values.get(key) != change.before:
                raise EffectError(
                    f"{change.entity}/{change.path} holds {values.get(key)!r}, not {change.before!r}: history is broken"
                )
            if change.after is None:
                values.pop(key, None)
            else:
                values[key] = change.after
        return WorldState(values)

    def hash(self) -> str:
        """SHA-256 over a canonical form, as 64 hex digits: equal states have equal hashes, on every machine."""
        rows = sorted((entity, path, value) for (entity, path), value in self.values.items() if value is not None)
        packed = json.dumps(rows, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(packed.encode()).hexdigest()


EMPTY: Final = WorldState()
