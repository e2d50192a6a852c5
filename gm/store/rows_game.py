"""Tables of worlds, characters, games, scenes and sittings."""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, String, Text, UniqueConstraint

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, partial_index, table_of


class WorldRow(Base):
    """A world that was authored. It outlives the games played in it."""

    __tablename__ = "worlds"
    __table_args__ = kind("table")
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the world.")
    slug: Mapped[str] = mapped_column(String(64), unique=True, doc="The campaign's slug: which world this is.")
    title: Mapped[str] = mapped_column(Text, doc="Title of the version that was recorded last.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was first recorded.")


class WorldVersionRow(Base):
    """One version of a campaign, whole. A game is pinned to one, so that edits never change a running game."""

    __tablename__ = "world_versions"
    __table_args__ = kind("ledger")
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the version.")
    world_id: Mapped[int] = mapped_column(ForeignKey("worlds.id"), index=True, doc="The world that it is a version of.")
    version: Mapped[str] = mapped_column(String(64), unique=True, doc="SHA-256 of the campaign, hex.")
    campaign: Mapped[str] = mapped_column(Text, doc="The campaign as JSON.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was recorded.")


class CharacterRow(Base):
    """A player character with an identity of its own: it can sit in several games."""

    __tablename__ = "characters"
    __table_args__ = (UniqueConstraint("world_id", "slug"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the character.")
    uid: Mapped[str] = mapped_column(String(32), unique=True, doc="Identity, 32 hex digits, the same on every machine.")
    world_id: Mapped[int] = mapped_column(ForeignKey("worlds.id"), doc="The world that the character comes from.")
    slug: Mapped[str] = mapped_column(String(64), doc="The character's id in the campaign.")
    name: Mapped[str] = mapped_column(Text, doc="The character's name, as the transcript shows it.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was first recorded.")


class PlayerRow(Base):
    """A human, by the name that their face knows them by."""

    __tablename__ = "players"
    __table_args__ = kind("table")
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the player.")
    name: Mapped[str] = mapped_column(String(200), unique=True, doc="The player's id at their face.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When they were first seen.")


class GameRow(Base):
    """A campaign being played by a group."""

    __tablename__ = "games"
    __table_args__ = kind("table")
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the game.")
    uid: Mapped[str] = mapped_column(String(32), unique=True, doc="Identity, 32 hex digits.")
    name: Mapped[str] = mapped_column(String(200), unique=True, doc="What the group calls it.")
    world_id: Mapped[int] = mapped_column(ForeignKey("worlds.id"), doc="The world that it is played in.")
    version: Mapped[str] = mapped_column(ForeignKey("world_versions.version"), doc="The version that it is pinned to.")
    branch_id: Mapped[int | None] = mapped_column(
        Id, doc="The branch that play goes on in. NULL only while the game is being made."
    )
    stakes: Mapped[str] = mapped_column(String(8), doc="`show` the stakes and roll, or `ask` first.")
    settings: Mapped[str] = mapped_column(
        Text, server_default="{}", doc="How the table plays: what differs from the defaults, as JSON."
    )
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was made.")
    erasures: Mapped[int] = mapped_column(
        Id,
        server_default="0",
        doc="How often words were erased from it: what a process keeps of its texts is then read again.",
    )
    retellings: Mapped[int] = mapped_column(
        Id,
        server_default="0",
        doc="How often a turn was told anew: what a process keeps of the last turns is then read again.",
    )


class SeatRow(Base):
    """A character's place in a game."""

    __tablename__ = "seats"
    __table_args__ = kind("table")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), primary_key=True, doc="The game.")
    character_id: Mapped[int] = mapped_column(ForeignKey("characters.id"), primary_key=True, doc="The character.")
    player_id: Mapped[int | None] = mapped_column(
        ForeignKey("players.id"), doc="Who plays the character. NULL: nobody, the seat is free."
    )
    taken_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was set.")


class SceneRow(Base):
    """A place in play with an order of turns of its own, and the lease on it. The lease is never rewound."""

    __tablename__ = "scenes"
    __table_args__ = (UniqueConstraint("branch_id", "key"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the scene.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    branch_id: Mapped[int] = mapped_column(ForeignKey("branches.id"), doc="The branch that it is played on.")
    key: Mapped[str] = mapped_column(String(64), doc="Its name in the world's state (`scene:<key>`).")
    title: Mapped[str] = mapped_column(Text, doc="What people call it.")
    place: Mapped[str] = mapped_column(String(64), doc="Id of the place where it began.")
    is_open: Mapped[bool] = mapped_column(Boolean, doc="Whether it is still being played.")
    owner: Mapped[str | None] = mapped_column(String(200), doc="Who holds the lease. NULL: nobody.")
    fence: Mapped[int] = mapped_column(
        Id, doc="Counts the leases that were given: a write with an older one is refused."
    )
    until: Mapped[datetime | None] = mapped_column(UtcTime, doc="When the lease expires. NULL: there is none.")


class SessionRow(Base):
    """One sitting, with the seed that all its draws come from."""

    __tablename__ = "sessions"
    __table_args__ = (
        UniqueConstraint("game_id", "number"),
        partial_index("uq_sessions_open", "game_id", where="closed_at IS NULL", unique=True),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the sitting.")
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), doc="The game.")
    number: Mapped[int] = mapped_column(Id, doc="Counts the sittings of the game from 1.")
    seed: Mapped[str] = mapped_column(String(128), doc="The secret seed. Shown to nobody before the sitting is closed.")
    seed_hash: Mapped[str] = mapped_column(String(128), doc="SHA-256 of the seed, published when the sitting opens.")
    opened_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it opened.")
    closed_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it closed. NULL: it is open.")


WORLDS = table_of(WorldRow)
WORLD_VERSIONS = table_of(WorldVersionRow)
CHARACTERS = table_of(CharacterRow)
PLAYERS = table_of(PlayerRow)
GAMES = table_of(GameRow)
SEATS = table_of(SeatRow)
SCENES = table_of(SceneRow)
SESSIONS = table_of(SessionRow)
