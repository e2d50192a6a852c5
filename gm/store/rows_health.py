"""Tables of what goes wrong with model calls: which candidates are ailing, and what was done about each failure."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class AilingRow(Base):
    """A candidate that has failed lately. The row goes when it answers."""

    __tablename__ = "ailing_candidates"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    key: Mapped[str] = mapped_column(
        String(32), primary_key=True, doc="Hash of model, place and whose key opens it; nothing of the key."
    )
    model: Mapped[str] = mapped_column(String(200), doc="What the backend calls the model.")
    fault: Mapped[str] = mapped_column(String(16), doc="What went wrong last (`rate`, `silent` …).")
    fails: Mapped[int] = mapped_column(Id, doc="Failures in a row.")
    rests: Mapped[int] = mapped_column(Id, doc="How often it was left alone since it last answered.")
    last: Mapped[datetime] = mapped_column(UtcTime, doc="When it failed last.")
    until: Mapped[datetime | None] = mapped_column(
        UtcTime, doc="Until when nobody asks it. NULL: it has not failed often enough for that."
    )
    probing: Mapped[datetime | None] = mapped_column(
        UtcTime, doc="Until when one caller tries whether it has recovered. NULL: nobody does."
    )


class CallEventRow(Base):
    """Something that went wrong with a model call, and what was done about it."""

    __tablename__ = "call_events"
    __table_args__ = (
        Index("ix_call_events_turn_id", "turn_id"),
        Index("ix_call_events_at", "at"),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the event, in order.")
    at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was written.")
    call_id: Mapped[int | None] = mapped_column(
        ForeignKey("model_calls.id"), doc="The call that went wrong. NULL: none was made."
    )
    game_id: Mapped[int | None] = mapped_column(ForeignKey("games.id"), doc="The game. NULL: for none.")
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"), doc="The turn. NULL: for none.")
    role: Mapped[str] = mapped_column(String(32), doc="Who was to answer: narrator, adjudicator …")
    model: Mapped[str] = mapped_column(String(200), doc="Whom it happened to.")
    fault: Mapped[str] = mapped_column(String(16), doc="What went wrong: `rate`, `silent`, `refusal`, `loop` …")
    done: Mapped[str] = mapped_column(String(16), doc="What was done: `retried`, `next`, `continued`, `offline` …")
    to_model: Mapped[str] = mapped_column(String(200), doc="Who was asked instead; '' if nobody else was.")
    wait_ms: Mapped[int | None] = mapped_column(
        Id, doc="Milliseconds waited, or for which the candidate rests. NULL: none."
    )


AILING = table_of(AilingRow)
CALL_EVENTS = table_of(CallEventRow)
