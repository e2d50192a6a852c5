"""Table of what the guards of narrations did: kinds and counts, never words."""

from sqlalchemy import ForeignKey, Index, String

from gm.store.rows import Base, Id, Mapped, kind, mapped_column, table_of


class GuardHitRow(Base):
    """How often the guards did something about one kind of fault in one telling. Undone turns keep theirs."""

    __tablename__ = "guard_hits"
    __table_args__ = (Index("ix_guard_hits_model", "model"), {**kind("ledger"), "sqlite_with_rowid": False})
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    alternative: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Which telling of it, from 0."
    )
    model: Mapped[str] = mapped_column(String(200), primary_key=True, doc="Who wrote it; `offline`: no model.")
    fault: Mapped[str] = mapped_column(String(16), primary_key=True, doc="What was wrong: `leak`, `repeats`, `roll` …")
    action: Mapped[str] = mapped_column(
        String(16), primary_key=True, doc="`cut`, `mended`, `stopped`, `asked_again` or `offline`."
    )
    count: Mapped[int] = mapped_column(Id, doc="How often.")


GUARD_HITS = table_of(GuardHitRow)
