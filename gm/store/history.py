"""History in one place: reading the tip, committing, undoing, forking, verifying."""

from gm.store.commits import Tip, ancestry, commit_changes, load_commits, load_world
from gm.store.forks import fork_branch
from gm.store.undo import undo_turn
from gm.store.verify import check_chain

__all__ = [
    "Tip",
    "ancestry",
    "check_chain",
    "commit_changes",
    "fork_branch",
    "load_commits",
    "load_world",
    "undo_turn",
]
