"""Tables of history: branches, their ancestry, commits, the state at the tip, and what was taken back."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class BranchRow(Base):
    """One line of history: an ordered log of commits that is only appended to."""

    __tablename__ = "branches"
    __table_args__ = (UniqueConstraint("game_id", "name"), kind("world"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the branch.")
    uid: Mapped[str] = mapped_column(String(32), unique=True, doc="Identity, 32 hex digits: turn uids come from it.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    name: Mapped[str] = mapped_column(String(200), doc="What the group calls it; `main` is the first.")
    author: Mapped[str | None] = mapped_column(
        String(200), doc="Who named it: the player's id at their face. NULL: the program, or not known."
    )
    parent_id: Mapped[int | None] = mapped_column(
        ForeignKey("branches.id"), doc="The branch that it was forked from. NULL: the first one."
    )
    fork_seq: Mapped[int | None] = mapped_column(Id, doc="The commit that it was forked at. NULL: the first one.")
    tip_seq: Mapped[int] = mapped_column(Id, doc="Number of its last commit; of the fork while it has none of its own.")
    tip_hash: Mapped[bytes] = mapped_column(LargeBinary(32), doc="Hash of that commit.")
    last_number: Mapped[int] = mapped_column(Id, doc="The last number that was given to a turn. Never goes back.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was made.")


class SegmentRow(Base):
    """Ancestry written out: the history of `branch_id` is the union of these stretches of commits."""

    __tablename__ = "segments"
    __table_args__ = kind("world")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True, doc="Whose history this is.")
    ancestor_id: Mapped[int] = mapped_column(
        ForeignKey("branches.id"), primary_key=True, doc="The branch that the stretch lies on (itself included)."
    )
    depth: Mapped[int] = mapped_column(Id, doc="0 for the branch itself, 1 for its parent, and so on.")
    last_seq: Mapped[int | None] = mapped_column(
        Id, doc="The last commit of the stretch. NULL: up to the tip (the branch itself)."
    )


class CommitRow(Base):
    """One step of history. Holds ids and mechanical changes only: no words of anybody."""

    __tablename__ = "commits"
    __table_args__ = {**kind("world"), "sqlite_with_rowid": False}
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True, doc="The branch.")
    seq: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Counts the commits of the lineage."
    )
    kind: Mapped[str] = mapped_column(
        String(16), doc="`start`, `turn`, `undo`, `join`, `leave`, or `note`: a fact was written."
    )
    scene_id: Mapped[int | None] = mapped_column(
        ForeignKey("scenes.id"), doc="The scene that it happened in. NULL: the start of a game."
    )
    turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turns.id"), doc="The turn that made it, or that it takes back. NULL: the start of a game."
    )
    changes: Mapped[str] = mapped_column(Text, doc="JSON: list of [entity, path, before, after].")
    hash: Mapped[bytes] = mapped_column(LargeBinary(32), doc="SHA-256 of the hash before it and of its own content.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was committed.")


class StateRow(Base):
    """The fold of a branch's commits at its tip, one row for each path: what is read to play."""

    __tablename__ = "states"
    __table_args__ = {**kind("world"), "sqlite_with_rowid": False}
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True, doc="The branch.")
    entity: Mapped[str] = mapped_column(String(160), primary_key=True, doc="Whose value it is (`character:ilse`).")
    path: Mapped[str] = mapped_column(String(160), primary_key=True, doc="Which value (`hp`, `item/rope`).")
    value: Mapped[str | None] = mapped_column(Text, doc="The value as JSON. NULL: absent, it was there once.")
    version: Mapped[int] = mapped_column(Id, doc="Number of the commit that last changed it.")


class UndoRow(Base):
    """A turn that was taken back on a branch. Branches forked before the undo still have the turn."""

    __tablename__ = "undos"
    __table_args__ = {**kind("world"), "sqlite_with_rowid": False}
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn that was taken back.")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), primary_key=True, doc="On which branch.")
    seq: Mapped[int] = mapped_column(Id, doc="The commit that took it back.")


BRANCHES = table_of(BranchRow)
SEGMENTS = table_of(SegmentRow)
COMMITS = table_of(CommitRow)
STATES = table_of(StateRow)
UNDOS = table_of(UndoRow)
