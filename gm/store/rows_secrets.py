"""Tables of what is told to one alone. What was said stands in the turn; here it stands for whom it is sealed."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class SealedRow(Base):
    """A turn that holds something for one character alone."""

    __tablename__ = "sealed"
    __table_args__ = (Index("ix_sealed_game_id", "game_id"), {**kind("table"), "sqlite_with_rowid": False})
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    character: Mapped[str] = mapped_column(
        String(64), primary_key=True, doc="Id of the character whose player reads it."
    )
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    what: Mapped[str] = mapped_column(
        String(8), doc="`whisper`: the whole turn is theirs; `learned`: the turn is everybody's, a fact of it theirs."
    )
    opened_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When they read it. NULL: it waits, sealed.")


class PlayerNoteRow(Base):
    """What a player wrote to whoever runs the game. No prompt holds it."""

    __tablename__ = "player_notes"
    __table_args__ = (Index("ix_player_notes_game_id", "game_id"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Its number.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    player: Mapped[str] = mapped_column(String(200), doc="Who wrote it: the player's id at their face.")
    character: Mapped[str] = mapped_column(String(64), doc="Id of the character they play.")
    body: Mapped[str] = mapped_column(Text, doc="The words.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")


SEALED = table_of(SealedRow)
PLAYER_NOTES = table_of(PlayerNoteRow)
