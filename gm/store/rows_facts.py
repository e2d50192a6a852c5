"""Tables of what is remembered beside the turns: facts, and the marks that a table sets on facts and turns."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class FactRow(Base):
    """One wording of a fact, on a branch. Only added to: what replaces it is another row that points at it, so that
    taking back the turn behind that row brings this one back."""

    __tablename__ = "facts"
    __table_args__ = (Index("ix_facts_branch_id", "branch_id"), Index("ix_facts_game_id", "game_id"), kind("world"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the row.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), doc="The branch that it was written on.")
    seq: Mapped[int] = mapped_column(
        Id, doc="The commit of that branch from which it stands: its turn's, or its own when a person wrote it."
    )
    number: Mapped[int] = mapped_column(Id, doc="Counts the game's facts from 1; shared by all wordings of one.")
    supersedes: Mapped[int | None] = mapped_column(
        ForeignKey("facts.id"), doc="The wording that it replaces. NULL: the first one."
    )
    turn_id: Mapped[int | None] = mapped_column(
        ForeignKey("turns.id"), doc="The turn that it comes from. NULL: a person wrote it, of no turn."
    )
    subject: Mapped[str | None] = mapped_column(Text, doc="Whom or what it is about; '' if nobody. NULL: erased.")
    relation: Mapped[str | None] = mapped_column(Text, doc="What is said of them; may be ''. NULL: erased.")
    object: Mapped[str | None] = mapped_column(Text, doc="The rest of the sentence. NULL: erased.")
    standing: Mapped[str] = mapped_column(String(8), doc="`canon`, or `told`: hearsay.")
    audience: Mapped[str] = mapped_column(String(8), doc="`everyone`, `party`, `named` or `gm`.")
    knowers: Mapped[str] = mapped_column(Text, doc="JSON: ids of the characters who know it; empty with `party`: all.")
    importance: Mapped[int] = mapped_column(Id, doc="1 a trifle, 2 ordinary, 3 what the story turns on.")
    valid_from: Mapped[int] = mapped_column(Id, doc="In-world minutes since the first midnight.")
    writer: Mapped[str] = mapped_column(String(8), doc="`gm`, `player` or `scribe`.")
    author: Mapped[str | None] = mapped_column(
        String(200), doc="Who wrote it: the player's id at their face. NULL: a model."
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was written.")


class MemoryMarkRow(Base):
    """A mark on a fact or a turn. Never rewound: undo takes back beats, not what a table wants kept in mind."""

    __tablename__ = "memory_marks"
    __table_args__ = (UniqueConstraint("game_id", "what", "mark"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the mark.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    what: Mapped[str] = mapped_column(
        String(180), doc="`fact:<number>`, `authored:<id of the campaign's>` or `turn:<id>`."
    )
    mark: Mapped[str] = mapped_column(String(8), doc="`pin`, `lock`, or `hide`: left out of all recollection.")
    player: Mapped[str] = mapped_column(String(200), doc="Who set it: the player's id at their face.")
    after_number: Mapped[int] = mapped_column(Id, doc="Number of the last turn when it was set.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was set.")


FACTS = table_of(FactRow)
MARKS = table_of(MemoryMarkRow)
