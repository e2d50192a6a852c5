"""The table of the chronicle: what was written of spans of turns that are over."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class SummaryRow(Base):
    """A summary of a span of turns. Lost rows cost a little work, or a model call; no words of anybody's are lost."""

    __tablename__ = "summaries"
    __table_args__ = (
        UniqueConstraint("branch_id", "level", "first_number", "last_number", "version"),
        Index("ix_summaries_game_id", "game_id"),
        kind("derived"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the summary.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    branch_id: Mapped[int] = mapped_column(
        ForeignKey("branches.id"), doc="The branch that it was written on: those forked after its last turn have it."
    )
    level: Mapped[str] = mapped_column(String(8), doc="`scene`, `session` or `arc`.")
    scene: Mapped[str] = mapped_column(
        String(64), server_default="main", doc="Key of the scene whose turns it covers: those of others are left out."
    )
    first_number: Mapped[int] = mapped_column(Id, doc="Number of the first turn that it covers.")
    last_number: Mapped[int] = mapped_column(Id, doc="Number of the last one.")
    first_seq: Mapped[int] = mapped_column(Id, doc="Commit of the first turn.")
    last_seq: Mapped[int] = mapped_column(Id, doc="Commit of the last one: branches forked before it do not have it.")
    last_turn: Mapped[int] = mapped_column(ForeignKey("turns.id"), doc="The last turn.")
    sitting: Mapped[int] = mapped_column(ForeignKey("sessions.id"), doc="The sitting of the last turn.")
    turns: Mapped[int] = mapped_column(Id, doc="How many turns stood in it when it was written.")
    seen_seq: Mapped[int] = mapped_column(Id, doc="The branch's last commit when it was read: a later undo hides it.")
    version: Mapped[int] = mapped_column(Id, doc="Counts what was written of the same span, from 1.")
    source: Mapped[str] = mapped_column(String(12), doc="`model`, `extractive`, or `claimed`: somebody is at it.")
    asked: Mapped[bool] = mapped_column(Boolean, doc="Whether a model was asked for it: it is asked once only.")
    owner: Mapped[str | None] = mapped_column(String(200), doc="Which process claimed it. NULL: nobody needed to.")
    body: Mapped[str | None] = mapped_column(Text, doc="The words. NULL: claimed only, or erased.")
    threads: Mapped[str | None] = mapped_column(
        Text, doc="JSON: what is still open. NULL: nothing was said, or erased."
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was written or claimed.")
    superseded: Mapped[bool] = mapped_column(
        Boolean, doc="Whether words that it stands on were changed or erased since: it is empty, and written anew."
    )


SUMMARIES = table_of(SummaryRow)
