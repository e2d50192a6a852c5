"""Two branches of a game side by side: where they part, what was done on each, and how the world differs for it.

What neither table saw is in neither: differences are told as changes are told at a table.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from gm.domain.effects import Change
from gm.domain.errors import NotFound
from gm.domain.play import Branch, Game, SceneState, Turn
from gm.domain.scenes import in_lane, lane_of
from gm.domain.state import WorldState
from gm.play.quest_views import seen_changes, untold
from gm.play.views import change_views
from gm.store.history import load_world
from gm.store.own import load_cast
from gm.store.scenes import load_branches, load_scene, load_scene_keys
from gm.store.sessions import load_sessions
from gm.store.steers import load_set_aside
from gm.store.turns import load_turns
from gm.store.tx import Db


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two: its turns since they part, as (number, what was said, checks in a line), and the title of the
    ending to which they came, '' for none."""

    name: str
    turns: tuple[tuple[int, str, str], ...]
    ending: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """`shared`: number of the last turn that both have, 0 for none. `differences`: how it is on the second, seen from
    the first ("Ilse loses 3 hit points")."""

    shared: int
    first: Side
    second: Side
    differences: tuple[str, ...]


async def compare_branches(db: Db, game: Game, first: str, second: str, *, scene: str | None = None) -> Comparison:
    """The two branches of those names. `scene`: key of the scene that the reader plays in, of which alone the turns are
    told; None: of all.

    Raises:
        NotFound: one of them does not exist.
    """
    branches = {branch.name: branch for branch in await load_branches(db, game.id)}
    one, two = _branch(branches, first), _branch(branches, second)
    ours = await load_turns(db, one.id, include_undone=False)
    theirs = await load_turns(db, two.id, include_undone=False)
    both = {turn.id for turn in ours} & {turn.id for turn in theirs}
    campaign = await load_cast(db, game)
    session = (await load_sessions(db, game.id))[-1]
    scenes = [await load_scene(db, branch.id) for branch in (one, two)]
    tips = [await load_world(db, branch.id) for branch in (one, two)]
    endings = {each.id: each.title for each in campaign.endings}
    keys, aside = await load_scene_keys(db, game.id), await load_set_aside(db, game.id)
    worlds = [tip.world.values for tip in tips]
    changes = tuple(
        Change(entity=key[0], path=key[1], before=worlds[0].get(key), after=worlds[1].get(key))
        for key in sorted(worlds[0].keys() | worlds[1].keys())
        if worlds[0].get(key) != worlds[1].get(key)
    )
    before, after = (
        SceneState(game, session, scene, campaign, tip.world, tip.seq) for scene, tip in zip(scenes, tips, strict=True)
    )
    known = seen_changes(before, after, changes)
    hidden = untold(after, changes)
    seen = dict.fromkeys(view.text for view in change_views(campaign, known, "main", hidden=hidden))

    def told(branch: Branch, world: WorldState, turns: tuple[Turn, ...]) -> Side:
        """Its turns since they part that this reader's scene has played, but for those that were set aside."""
        lane = lane_of(world, scene) if scene is not None else None
        mine = [turn for turn in turns if in_lane(lane, keys[turn.scene_id], turn.number)]
        return _side(branch, [turn for turn in mine if turn.id not in both | aside], endings)

    return Comparison(
        max((turn.number for turn in ours if turn.id in both), default=0),
        told(one, tips[0].world, ours),
        told(two, tips[1].world, theirs),
        tuple(seen),
    )


def _branch(branches: dict[str, Branch], name: str) -> Branch:
    if name not in branches:
        raise NotFound(f'There is no branch "{name[:64]}".', remedy=f"There is: {', '.join(branches)}.")
    return branches[name]


def _side(branch: Branch, turns: list[Turn], endings: Mapping[str, str]) -> Side:
    rows = []
    for turn in turns:
        said = "; ".join(entry.input.text for entry in turn.inputs)
        checks = turn.outcome.checks if turn.outcome else ()
        rows.append((turn.number, said, ", ".join(f"{each.skill}: {each.degree}" for each in checks)))
    ended = [turn.outcome.ending for turn in turns if turn.outcome and turn.outcome.ending]
    return Side(branch.name, tuple(rows), endings.get(ended[-1], "") if ended else "")
