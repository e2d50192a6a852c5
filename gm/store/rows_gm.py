"""Tables of the game master's desk: private notes to the narrator; and narrations in other languages."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class GmNoteRow(Base):
    """What a game master asks of the narrator in private. Never rewound: undo takes back beats, not wishes."""

    __tablename__ = "gm_notes"
    __table_args__ = (Index("ix_gm_notes_game_id", "game_id"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the note.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    player: Mapped[str] = mapped_column(String(200), doc="Who wrote it: the player's id at their face.")
    body: Mapped[str | None] = mapped_column(Text, doc="The words. NULL: erased.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was written.")
    removed_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was taken away. NULL: it stands.")
    after_number: Mapped[int | None] = mapped_column(
        Id, doc="Number of the last turn before it was written. NULL: it holds until it is removed."
    )
    beats: Mapped[int | None] = mapped_column(
        Id, doc="For how many beats of each scene it holds. NULL: until it is removed."
    )


class TranslationRow(Base):
    """A telling of a turn in another language, for readers. Lost rows cost a model call, nothing else."""

    __tablename__ = "translations"
    __table_args__ = {**kind("derived"), "sqlite_with_rowid": False}
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    alternative: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Which telling of it, from 0."
    )
    language: Mapped[str] = mapped_column(String(16), primary_key=True, doc="The language that it was put into.")
    body: Mapped[str] = mapped_column(Text, doc="The telling in that language. Erased with the turn's words: no row.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was made.")


GM_NOTES = table_of(GmNoteRow)
TRANSLATIONS = table_of(TranslationRow)
