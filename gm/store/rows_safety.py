"""Table of what a group has stepped away from. It belongs to the people, not to the world: undo never rewinds it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from gm.store.rows import Base, Id, UtcTime, kind, table_of


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


STEERS = table_of(SteerRow)
