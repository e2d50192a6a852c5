"""What the Discord face remembers: threads and their games, seats, and the messages of each turn.

None of it is rewound by undo, and none of it decides anything in the world.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import bindparam, delete, select, update

from gm.domain.errors import Refused
from gm.store.rows import Upsert
from gm.store.rows_discord import COMMANDS, DISCORD_SEATS, POSTS, THREADS
from gm.store.rows_turn import TURNS
from gm.store.tx import Found, Tx, stored

ThreadStatus = Literal["lobby", "playing", "paused", "ended", "gone", "moved"]


@dataclass(frozen=True, slots=True)
class ThreadBinding:
    """A thread in which a game is prepared or played. `game_id` is None before it begins."""

    thread_id: int
    guild_id: int
    channel_id: int
    host_id: int
    campaign: str
    name: str
    scene: str = "main"
    game_id: int | None = None
    status: ThreadStatus = "lobby"
    card_id: int | None = None
    branch_id: int | None = None
    """The branch that is played here, whatever other threads of the game play. None before it begins."""
    suggestions: bool | None = None
    """Whether three things to do stand under each beat here; None: as the server has it."""


@dataclass(frozen=True, slots=True)
class DiscordSeat:
    """A character in a thread and the user who plays it."""

    character: str
    player_id: int
    player_name: str
    ready: bool = False
    """Whether they have said that the game may begin."""


@dataclass(frozen=True, slots=True)
class DiscordPost:
    """A part of a turn as a message. `message_id` None: planned, and perhaps sent."""

    turn_id: int
    part: str
    message_id: int | None
    webhook_id: int | None
    buttons: str
    gone: bool
    planned_at: datetime


_T, _S, _P = THREADS.c, DISCORD_SEATS.c, POSTS.c
_THREAD = select(
    _T.thread_id,
    _T.guild_id,
    _T.channel_id,
    _T.host_id,
    _T.campaign,
    _T.name,
    _T.scene,
    _T.game_id,
    _T.status,
    _T.card_id,
    _T.branch_id,
    _T.suggestions,
)
_THREAD_BY_ID = _THREAD.where(_T.thread_id == bindparam("thread"))
_OF_GAME = _THREAD.where(_T.game_id == bindparam("game")).order_by(_T.thread_id)
_OF_GUILD = _THREAD.where(_T.guild_id == bindparam("guild")).order_by(_T.thread_id)
_OF_BRANCH = _THREAD.where(
    _T.game_id == bindparam("game"),
    _T.branch_id == bindparam("branch"),
    _T.scene == "main",
    _T.status.not_in(("gone", "moved")),
)
_THREADS_IN = _THREAD.where(_T.status == bindparam("status")).order_by(_T.thread_id)
_THREAD_FIELDS = (
    "guild_id",
    "channel_id",
    "host_id",
    "campaign",
    "name",
    "scene",
    "game_id",
    "status",
    "card_id",
    "branch_id",
    "suggestions",
)
_PUT_THREAD = Upsert(
    THREADS,
    lambda put: put.on_conflict_do_update(
        index_elements=["thread_id"], set_={name: getattr(put.excluded, name) for name in _THREAD_FIELDS}
    ),
)
_SEATS = (
    select(_S.character, _S.player_id, _S.player_name, _S.ready)
    .where(_S.thread_id == bindparam("thread"))
    .order_by(_S.taken_at, _S.character)
)
_PUT_SEAT = Upsert(DISCORD_SEATS, lambda put: put.on_conflict_do_nothing(index_elements=["thread_id", "character"]))
_FREE = delete(DISCORD_SEATS).where(_S.thread_id == bindparam("thread"), _S.player_id == bindparam("player"))
_READY = (
    update(DISCORD_SEATS)
    .where(_S.thread_id == bindparam("at_thread"), _S.player_id == bindparam("at_player"))
    .values(ready=bindparam("is_ready"))
)
_CLEAR = delete(DISCORD_SEATS).where(_S.thread_id == bindparam("thread"))
_POST = select(_P.turn_id, _P.part, _P.message_id, _P.webhook_id, _P.buttons, _P.state, _P.planned_at)
_POSTS_OF = _POST.where(_P.thread_id == bindparam("thread"), _P.turn_id == bindparam("turn")).order_by(_P.part)
_BY_MESSAGE = _POST.where(_P.thread_id == bindparam("thread"), _P.message_id == bindparam("message"))
_CLAIMED = select(_P.message_id).where(
    _P.thread_id == bindparam("thread"), _P.message_id.in_(bindparam("messages", expanding=True))
)
_BUTTONED = _POST.where(
    _P.thread_id == bindparam("thread"), _P.buttons == bindparam("kind"), _P.state == "shown"
).order_by(_P.turn_id, _P.part)
_DIRECT = (
    select(_P.thread_id, *_POST.selected_columns)
    .select_from(POSTS.join(TURNS, TURNS.c.id == _P.turn_id))
    .where(TURNS.c.game_id == bindparam("game"), _P.part.like("d%"), _P.state != "gone")
    .order_by(_P.thread_id, _P.turn_id, _P.part)
)
_PLAN = Upsert(POSTS, lambda put: put.on_conflict_do_nothing(index_elements=["thread_id", "turn_id", "part"]))
_HERE = (
    _P.thread_id == bindparam("at_thread"),
    _P.turn_id == bindparam("at_turn"),
    _P.part == bindparam("at_part"),
)
_SENT = (
    update(POSTS)
    .where(*_HERE)
    .values(message_id=bindparam("message"), webhook_id=bindparam("webhook"), buttons=bindparam("kind"))
)
_GONE = update(POSTS).where(*_HERE).values(state="gone", buttons="")
_HASH = select(COMMANDS.c.sha256).where(COMMANDS.c.application_id == bindparam("application"))
_PUT_HASH = Upsert(
    COMMANDS,
    lambda put: put.on_conflict_do_update(index_elements=["application_id"], set_={"sha256": put.excluded.sha256}),
)


@stored
def load_thread(tx: Tx, thread_id: int) -> ThreadBinding | None:
    """What is played in a thread, or None."""
    row = tx.row(_THREAD_BY_ID, {"thread": thread_id})
    return None if row is None else ThreadBinding(*row)


@stored
def load_threads(tx: Tx, status: ThreadStatus) -> tuple[ThreadBinding, ...]:
    """All threads of a status, oldest first."""
    return tuple(ThreadBinding(*row) for row in tx.rows(_THREADS_IN, {"status": status}))


@stored
def load_game_threads(tx: Tx, game_id: int) -> tuple[ThreadBinding, ...]:
    """All threads of a game, oldest first, lost ones too."""
    return tuple(ThreadBinding(*row) for row in tx.rows(_OF_GAME, {"game": game_id}))


@stored
def load_guild_threads(tx: Tx, guild_id: int) -> tuple[ThreadBinding, ...]:
    """All threads of a server, oldest first."""
    return tuple(ThreadBinding(*row) for row in tx.rows(_OF_GUILD, {"guild": guild_id}))


@stored
def load_branch_thread(tx: Tx, game_id: int, branch_id: int) -> ThreadBinding | None:
    """The thread in which a branch of a game is played, or None."""
    row = tx.row(_OF_BRANCH, {"game": game_id, "branch": branch_id})
    return None if row is None else ThreadBinding(*row)


@stored
def record_thread(tx: Tx, thread: ThreadBinding, now: datetime) -> None:
    """Keep what is played in a thread, as it is now. A new lobby frees the seats of what was played there before."""
    if thread.status == "lobby" and thread.card_id is None:
        tx.write(_CLEAR, {"thread": thread.thread_id})
    values = {name: getattr(thread, name) for name in _THREAD_FIELDS}
    tx.upsert(_PUT_THREAD, values | {"thread_id": thread.thread_id, "created_at": now})


@stored
def load_seats(tx: Tx, thread_id: int) -> tuple[DiscordSeat, ...]:
    """Who plays whom in a thread, in the order in which they sat down."""
    return tuple(DiscordSeat(*row) for row in tx.rows(_SEATS, {"thread": thread_id}))


@stored
def record_seat(tx: Tx, thread_id: int, seat: DiscordSeat, now: datetime) -> None:
    """Sit a user down at a character; a seat that they had in this thread becomes free.

    Raises:
        Refused: someone else sits there.
    """
    taken = next((row for row in tx.rows(_SEATS, {"thread": thread_id}) if row[0] == seat.character), None)
    if taken is not None and taken[1] != seat.player_id:
        raise Refused("Someone else plays this character.", key="seat.taken")
    tx.write(_FREE, {"thread": thread_id, "player": seat.player_id})
    values = {"thread_id": thread_id, "character": seat.character, "player_id": seat.player_id, "taken_at": now}
    if tx.upsert(_PUT_SEAT, values | {"player_name": seat.player_name, "ready": seat.ready}) == 0:
        raise Refused("Someone else plays this character.", key="seat.taken")


@stored
def record_ready(tx: Tx, thread_id: int, player_id: int, ready: bool) -> None:
    """A user has said that the game may begin, or that it may not after all."""
    tx.write(_READY, {"at_thread": thread_id, "at_player": player_id, "is_ready": ready})


@stored
def free_seat(tx: Tx, thread_id: int, player_id: int) -> bool:
    """A user gets up. False if they did not sit there."""
    return tx.write(_FREE, {"thread": thread_id, "player": player_id}) > 0


def _post(row: Found) -> DiscordPost:
    turn_id, part, message_id, webhook_id, buttons, state, planned_at = row
    return DiscordPost(turn_id, part, message_id, webhook_id, buttons, state == "gone", planned_at)


@stored
def load_posts(tx: Tx, thread_id: int, turn_id: int) -> tuple[DiscordPost, ...]:
    """The messages of a turn, those that may not have been sent included."""
    return tuple(_post(row) for row in tx.rows(_POSTS_OF, {"thread": thread_id, "turn": turn_id}))


@stored
def load_post_of_message(tx: Tx, thread_id: int, message_id: int) -> DiscordPost | None:
    """The part of a turn that a message of a thread shows; None if it shows none."""
    row = tx.row(_BY_MESSAGE, {"thread": thread_id, "message": message_id})
    return None if row is None else _post(row)


@stored
def load_buttoned(tx: Tx, thread_id: int, kind: str) -> tuple[DiscordPost, ...]:
    """The messages of a thread that have buttons of this kind below them."""
    return tuple(_post(row) for row in tx.rows(_BUTTONED, {"thread": thread_id, "kind": kind}))


@stored
def load_direct(tx: Tx, game_id: int) -> tuple[tuple[int, DiscordPost], ...]:
    """(channel, message) of what stands in direct messages about a game's turns, what may not have been sent
    included."""
    return tuple((int(row[0]), _post(row[1:])) for row in tx.rows(_DIRECT, {"game": game_id}))


@stored
def load_claimed(tx: Tx, thread_id: int, message_ids: Sequence[int]) -> frozenset[int]:
    """Those of these messages that are known to show a part of some turn of the thread."""
    if not message_ids:
        return frozenset()
    return frozenset(row[0] for row in tx.rows(_CLAIMED, {"thread": thread_id, "messages": list(message_ids)}))


@stored
def plan_post(tx: Tx, thread_id: int, turn_id: int, part: str, now: datetime) -> None:
    """Say that a part is about to be sent, so that it is looked for before it is sent again."""
    values = {"thread_id": thread_id, "turn_id": turn_id, "part": part, "planned_at": now}
    tx.upsert(_PLAN, values | {"message_id": None, "webhook_id": None, "buttons": "", "state": "shown"})


@stored
def record_post(
    tx: Tx, thread_id: int, turn_id: int, part: str, *, message_id: int, webhook_id: int | None, buttons: str
) -> None:
    """A planned part stands in the thread as this message, with these buttons."""
    at = {"at_thread": thread_id, "at_turn": turn_id, "at_part": part}
    tx.write(_SENT, at | {"message": message_id, "webhook": webhook_id, "kind": buttons})


@stored
def record_post_gone(tx: Tx, thread_id: int, turn_id: int, part: str) -> None:
    """A part was deleted, by the bot or by someone: it is not shown again."""
    tx.write(_GONE, {"at_thread": thread_id, "at_turn": turn_id, "at_part": part})


@stored
def load_command_hash(tx: Tx, application_id: int) -> str | None:
    """The hash of the commands that were uploaded last, or None."""
    found = tx.value(_HASH, {"application": application_id})
    return None if found is None else str(found)


@stored
def record_command_hash(tx: Tx, application_id: int, sha256: str) -> None:
    """Keep the hash of the commands that were just uploaded."""
    tx.upsert(_PUT_HASH, {"application_id": application_id, "sha256": sha256})
