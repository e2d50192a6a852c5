"""The table of what readers thought of tellings."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class RatingRow(Base):
    """What a reader thinks of a turn's telling: one verdict a reader and turn. Undo does not rewind it."""

    __tablename__ = "ratings"
    __table_args__ = (Index("ix_ratings_game_id", "game_id"), {**kind("table"), "sqlite_with_rowid": False})
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    player: Mapped[str] = mapped_column(
        String(200), primary_key=True, doc="Who thinks so: the player's id at their face."
    )
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    verdict: Mapped[int] = mapped_column(Id, doc="1: well told; -1: not well told.")
    model: Mapped[str] = mapped_column(String(64), doc="Who told it: the model, `offline`, `author` or `gm`.")
    alternative: Mapped[int] = mapped_column(Id, doc="Which telling was shown when it was rated, from 0.")
    rated_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


RATINGS = table_of(RatingRow)
