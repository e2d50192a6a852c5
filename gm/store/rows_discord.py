"""Tables of the Discord face: servers, the threads that games are played in, who sits where, and what was posted."""

from datetime import datetime

from sqlalchemy import BigInteger, Boolean, ForeignKey, Index, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, table_of


class DiscordGuildRow(Base):
    """What a server has set."""

    __tablename__ = "discord_guilds"
    __table_args__ = kind("table")
    guild_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The server's id.")
    settings: Mapped[str] = mapped_column(
        Text, doc="What differs from the defaults, as JSON (`gm.store.guilds.GuildSettings`). Holds no secret."
    )
    updated_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was last set.")


class DiscordThreadRow(Base):
    """A thread in which a game is prepared or played. One thread, one game."""

    __tablename__ = "discord_threads"
    __table_args__ = (Index("ix_discord_threads_status", "status"), kind("table"))
    thread_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False, doc="The thread's id.")
    guild_id: Mapped[int] = mapped_column(BigInteger, doc="The server that it is in.")
    channel_id: Mapped[int] = mapped_column(BigInteger, doc="The channel that the thread hangs on.")
    host_id: Mapped[int] = mapped_column(BigInteger, doc="The user who started it.")
    campaign: Mapped[str] = mapped_column(String(64), doc="Slug of the campaign.")
    name: Mapped[str] = mapped_column(String(100), doc="What the group calls the game.")
    scene: Mapped[str] = mapped_column(String(64), doc="Key of the scene that is played here.")
    game_id: Mapped[int | None] = mapped_column(ForeignKey("games.id"), doc="The game. NULL: not begun.")
    status: Mapped[str] = mapped_column(
        String(16), doc="`lobby`, `playing`, `paused`, `ended`, `gone` (the thread is) or `moved` (to another thread)."
    )
    card_id: Mapped[int | None] = mapped_column(BigInteger, doc="Message id of the lobby card. NULL: not posted.")
    created_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was started.")
    branch_id: Mapped[int | None] = mapped_column(
        Id, doc="The branch of the game that is played here, whatever others play. NULL: not begun."
    )
    heard_id: Mapped[int | None] = mapped_column(
        BigInteger, doc="All messages up to this one were heard or need no answer. NULL: nothing was heard yet."
    )
    suggestions: Mapped[bool | None] = mapped_column(
        Boolean, doc="Whether three things to do stand under each beat here. NULL: as the server has it."
    )


class DiscordSeatRow(Base):
    """Which user plays which character in a thread."""

    __tablename__ = "discord_seats"
    __table_args__ = (
        Index("uq_discord_seats_player", "thread_id", "player_id", unique=True),
        {**kind("table"), "sqlite_with_rowid": False},
    )
    thread_id: Mapped[int] = mapped_column(
        ForeignKey("discord_threads.thread_id"), primary_key=True, autoincrement=False, doc="The thread."
    )
    character: Mapped[str] = mapped_column(String(64), primary_key=True, doc="The character's id in the campaign.")
    player_id: Mapped[int] = mapped_column(BigInteger, doc="The user who plays it.")
    player_name: Mapped[str] = mapped_column(Text, doc="The user's name when the seat was taken.")
    taken_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was taken.")
    ready: Mapped[bool] = mapped_column(Boolean, doc="Whether the user has said that the game may begin.")


class DiscordPostRow(Base):
    """A message that shows a part of a turn. Written before the message is sent, completed after."""

    __tablename__ = "discord_posts"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    thread_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, doc="The thread, or the channel of direct messages."
    )
    turn_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="The turn that it shows.")
    part: Mapped[str] = mapped_column(
        String(32),
        primary_key=True,
        doc="Which part: i… words, o outcome, q question, n… narration, e end, u undone, x set aside, h… hint, "
        "b and f… forks; d… what one person reads of it in a direct message.",
    )
    message_id: Mapped[int | None] = mapped_column(
        BigInteger, doc="The message. NULL: it was about to be sent, and nobody knows whether it was."
    )
    webhook_id: Mapped[int | None] = mapped_column(BigInteger, doc="The webhook that sent it. NULL: the bot itself.")
    buttons: Mapped[str] = mapped_column(
        String(16),
        doc="Which buttons stand below: `beat`, `old`, `choice`, `card` or ''; `passing`: none, but what is going on, "
        "or a telling that changes; `leaving`: it is being deleted.",
    )
    state: Mapped[str] = mapped_column(
        String(8), doc="`shown`, `stale` (shows what was erased), or `gone` (someone deleted it: it stays away)."
    )
    planned_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was about to be sent.")


class DiscordCommandsRow(Base):
    """Which command tree an application has uploaded last: it is uploaded again only when it has changed."""

    __tablename__ = "discord_commands"
    __table_args__ = kind("table")
    application_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, doc="The Discord application."
    )
    sha256: Mapped[str] = mapped_column(String(64), doc="SHA-256 of the uploaded commands, hex.")


class DiscordAuditRow(Base):
    """What somebody changed in a server: settings, blocks, hands on a game. Shown to those who manage the server."""

    __tablename__ = "discord_audit"
    __table_args__ = (Index("ix_discord_audit_guild_id", "guild_id", "id"), kind("table"))
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="The entry's number.")
    guild_id: Mapped[int] = mapped_column(BigInteger, doc="The server.")
    actor_id: Mapped[int] = mapped_column(BigInteger, doc="The user who did it. 0: erased at their wish.")
    action: Mapped[str] = mapped_column(String(64), doc="What was done, as a dotted name: `settings.cap`.")
    detail: Mapped[str] = mapped_column(Text, doc="To what, and from what to what; no secret, no text of a story.")
    at: Mapped[datetime] = mapped_column(UtcTime, doc="When.")
    thread_id: Mapped[int | None] = mapped_column(BigInteger, doc="The game's thread. NULL: the whole server.")


class DiscordShardRow(Base):
    """Which process plays a shard of a bot, and until when that holds unless it is renewed."""

    __tablename__ = "discord_shards"
    __table_args__ = {**kind("table"), "sqlite_with_rowid": False}
    application_id: Mapped[int] = mapped_column(
        BigInteger, primary_key=True, autoincrement=False, doc="The Discord application."
    )
    shard_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False, doc="The shard, from 0.")
    shard_count: Mapped[int] = mapped_column(Id, doc="Of how many. 0: the one row stands for all shards there are.")
    owner: Mapped[str] = mapped_column(String(200), doc="The process: host, process id, and a part of its own.")
    until: Mapped[datetime] = mapped_column(UtcTime, doc="When the claim ends unless it is renewed.")


AUDIT = table_of(DiscordAuditRow)
GUILDS = table_of(DiscordGuildRow)
THREADS = table_of(DiscordThreadRow)
DISCORD_SEATS = table_of(DiscordSeatRow)
POSTS = table_of(DiscordPostRow)
COMMANDS = table_of(DiscordCommandsRow)
SHARDS = table_of(DiscordShardRow)
