"""Tables of memory: who witnessed which turn, old chats that were brought along, and the index over both.

Only the words themselves are the truth. The index is derived: its rows go whenever words of the game are erased or told
otherwise, and are built again from the words.
"""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class WitnessRow(Base):
    """Somebody who was there in a turn, before or after it: they know what was said and done. A turn without any row
    is from before witnesses were kept, or happened to nobody: the whole party counts as its witnesses."""

    __tablename__ = "witnesses"
    __table_args__ = {**kind("ledger"), "sqlite_with_rowid": False}
    turn_id: Mapped[int] = mapped_column(ForeignKey("turns.id"), primary_key=True, doc="The turn.")
    character: Mapped[str] = mapped_column(
        String(64), primary_key=True, doc="Id of the character, a player's or an NPC."
    )


class ArchiveRow(Base):
    """An old chat that was brought into a game as memory."""

    __tablename__ = "archives"
    __table_args__ = (UniqueConstraint("game_id", "sha256"), UniqueConstraint("game_id", "number"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the chat in this database.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game that remembers it.")
    number: Mapped[int] = mapped_column(Id, doc="Counts the chats of the game from 1.")
    title: Mapped[str] = mapped_column(Text, doc="What it is called.")
    source: Mapped[str] = mapped_column(String(200), doc="Name of the file that it came from.")
    sha256: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the file, hex: the same one twice is one chat.")
    characters: Mapped[str | None] = mapped_column(
        Text, doc="JSON: ids of the characters whose memory it is. NULL: everybody's."
    )
    owner: Mapped[str] = mapped_column(String(200), doc="Who brought it: the player's id at their face.")
    imported_at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")
    lines: Mapped[int | None] = mapped_column(
        Id,
        doc="How many lines it has. NULL: bringing it in goes on or was broken off, nothing of it is recalled.",
    )


class ArchiveLineRow(Base):
    """One line of an old chat, verbatim. Erasing empties `speaker` and `body` and leaves the row."""

    __tablename__ = "archive_lines"
    __table_args__ = (Index("uq_archive_lines_number", "archive_id", "number", unique=True), kind("table"))
    id: Mapped[int] = mapped_column(
        Id,
        primary_key=True,
        autoincrement=False,
        doc="The chat's id times 1,048,576 plus the line's number.",
    )
    archive_id: Mapped[int] = mapped_column(ForeignKey("archives.id"), doc="The chat.")
    number: Mapped[int] = mapped_column(Id, doc="Counts its lines from 1.")
    speaker: Mapped[str] = mapped_column(String(200), doc="Who says it, as the chat named them; '': nobody, or erased.")
    is_player: Mapped[bool] = mapped_column(Boolean, doc="Whether a person wrote it, not a model.")
    body: Mapped[str | None] = mapped_column(Text, doc="The words. NULL: erased.")
    said_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was said. NULL: the file did not tell.")


class RecallSegmentRow(Base):
    """A stretch of a game's words, made searchable. Lost rows are built again from the words."""

    __tablename__ = "recall_segments"
    __table_args__ = kind("derived")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), primary_key=True, doc="The game.")
    origin: Mapped[str] = mapped_column(String(8), primary_key=True, doc="`turn` or `line`: what is numbered.")
    first_id: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Id of the first turn or line in it."
    )
    version: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Version of the index's form: those of another one are not read."
    )
    last_id: Mapped[int] = mapped_column(Id, doc="Id of the last turn or line in it.")
    documents: Mapped[int] = mapped_column(Id, doc="How many turns or lines it holds.")
    stamp: Mapped[str] = mapped_column(String(16), doc="Tells one that was built of other words from the one before.")
    body: Mapped[bytes] = mapped_column(LargeBinary, doc="Words with their places, packed (`gm.memory.segments`).")


WITNESSES = table_of(WitnessRow)
ARCHIVES = table_of(ArchiveRow)
ARCHIVE_LINES = table_of(ArchiveLineRow)
RECALL_SEGMENTS = table_of(RecallSegmentRow)
