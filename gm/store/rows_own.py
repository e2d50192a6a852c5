"""Tables of characters that players made, and of the games that they came into."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class OwnCharacterRow(Base):
    """A character that a player made. It outlives the games that it sits in; its words can be erased."""

    __tablename__ = "own_characters"
    __table_args__ = (Index("ix_own_characters_owner", "owner"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the character.")
    slug: Mapped[str] = mapped_column(String(64), unique=True, doc="Its id in every game: `own-` and drawn digits.")
    owner: Mapped[str] = mapped_column(String(200), doc="The player's id at their face. Empty once it is erased.")
    ruleset: Mapped[str] = mapped_column(String(64), doc="Slug of the ruleset that its skills are of.")
    picks: Mapped[str | None] = mapped_column(
        Text, doc="What the player wrote and picked, as JSON (`gm.domain.own.CharacterPicks`). NULL: erased."
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was made.")
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When its words were erased. NULL: they stand.")


class GuestRow(Base):
    """A player's own character in a game, with the sheet that it has there: it stays when the words are erased."""

    __tablename__ = "game_guests"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), primary_key=True, autoincrement=False, doc="The game.")
    own_id: Mapped[int] = mapped_column(
        ForeignKey("own_characters.id"), primary_key=True, autoincrement=False, doc="The character."
    )
    sheet: Mapped[str] = mapped_column(Text, doc="Its numbers in this game, as JSON (`gm.domain.campaign.Sheet`).")
    joined_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it came into the game.")


OWN_CHARACTERS = table_of(OwnCharacterRow)
GUESTS = table_of(GuestRow)
