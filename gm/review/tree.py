"""The tree of a game's branches, drawn."""

from collections.abc import Iterator
from dataclasses import dataclass

from gm.domain.play import Branch, Game
from gm.store.games import load_branches
from gm.store.turns import load_turns
from gm.store.tx import Db


@dataclass(frozen=True, slots=True)
class BranchNode:
    """A branch and those that fork from it, in the order in which they were made."""

    name: str
    current: bool
    fork_turn: int | None
    """Number of the last turn that it shares with its parent; None for the first branch, 0 before any turn."""
    last_turn: int
    """Number of its last turn; 0 if there is none."""
    children: tuple["BranchNode", ...]


async def load_tree(db: Db, game: Game) -> BranchNode:
    """The branches of a game, from the first one."""
    branches = await load_branches(db, game.id)
    turns = {branch.id: await load_turns(db, branch.id, include_undone=False) for branch in branches}

    def node(branch: Branch) -> BranchNode:
        children = tuple(node(other) for other in branches if other.parent_id == branch.id)
        return BranchNode(
            branch.name, branch.id == game.branch_id, _fork_turn(branch), _last(turns[branch.id]), children
        )

    def _fork_turn(branch: Branch) -> int | None:
        if branch.parent_id is None or branch.fork_seq is None:
            return None
        shared = [t.number for t in turns[branch.parent_id] if t.commit_seq is not None and t.commit_seq <= seq(branch)]
        return max(shared, default=0)

    def seq(branch: Branch) -> int:
        return branch.fork_seq or 0

    return node(next(branch for branch in branches if branch.parent_id is None))


def _last(turns: object) -> int:
    return max((turn.number for turn in turns), default=0)  # type: ignore[attr-defined]


def draw_tree(root: BranchNode) -> tuple[str, ...]:
    """The tree in lines: `*` marks the branch that is played on."""
    return tuple(_rows(root, "", ""))


def _rows(node: BranchNode, lead: str, below: str) -> Iterator[str]:
    mark = "* " if node.current else ""
    span = f"{node.last_turn} turn{'s' if node.last_turn != 1 else ''}"
    fork = f", forked after turn {node.fork_turn}" if node.fork_turn is not None else ""
    yield f"{lead}{mark}{node.name} ({span}{fork})"
    for index, child in enumerate(node.children):
        last = index == len(node.children) - 1
        yield from _rows(child, f"{below}{'└─ ' if last else '├─ '}", f"{below}{'   ' if last else '│  '}")


def tree_json(root: BranchNode) -> dict[str, object]:
    """The tree as JSON values."""
    return {
        "name": root.name,
        "current": root.current,
        "fork_turn": root.fork_turn,
        "last_turn": root.last_turn,
        "children": [tree_json(child) for child in root.children],
    }
