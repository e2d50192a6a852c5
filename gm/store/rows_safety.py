"""Tables of what keeps people well. They belong to the people, not to the world: undo never rewinds them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class SteerRow(Base):
    """A beat that somebody at the table wanted gone. Who it was is written nowhere."""

    __tablename__ = "steers"
    __table_args__ = (
        Index("uq_steers_turn", "turn_id", "kind", unique=True),
        Index("ix_steers_game_id", "game_id"),
        kind("table"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the steer.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    turn_id: Mapped[int] = mapped_column(
        ForeignKey("turns.id"), doc="The beat whose words no prompt and no recap holds any more, on any branch."
    )
    kind: Mapped[str] = mapped_column(String(16), doc="`xcard`.")
    number: Mapped[int] = mapped_column(Id, doc="The beat's number: the turns that follow it are steered away.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


class PlayerBoundaryRow(Base):
    """A line or veil that one player has set for a game. Nobody else is shown whose it is."""

    __tablename__ = "player_boundaries"
    __table_args__ = (Index("ix_player_boundaries_game_id", "game_id"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Its number.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    player: Mapped[str] = mapped_column(String(200), doc="The player's id at their face.")
    kind: Mapped[str] = mapped_column(String(8), doc="`line` or `veil`.")
    body: Mapped[str] = mapped_column(Text, doc="Topic and words, as `gm.domain.boundaries` reads them.")


class SafetyEventRow(Base):
    """That something was kept out, or a card laid. Neither who nor what: for whoever runs the program."""

    __tablename__ = "safety_events"
    __table_args__ = (Index("ix_safety_events_at", "at"), kind("ledger"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the event.")
    at: Mapped[datetime] = mapped_column(UtcTime, doc="When, to the hour.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="At which table.")
    event: Mapped[str] = mapped_column(
        String(16), doc="`xcard`, `line`, `veil`, `rating`, or `unchecked` (the checker was down)."
    )
    stage: Mapped[str] = mapped_column(
        String(16), doc="Where: `input`, `ruling`, `telling`, `summary`, `translation`, or a turn's stage."
    )
    by: Mapped[str] = mapped_column(String(8), doc="What found it: `rules`, `checker`; '' for a card.")
    count: Mapped[int] = mapped_column(Id, doc="How often.")


STEERS = table_of(SteerRow)
PLAYER_BOUNDARIES = table_of(PlayerBoundaryRow)
SAFETY_EVENTS = table_of(SafetyEventRow)
