"""Letting go of old games and of servers that the bot was removed from; and who does such chores for all processes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, delete, exists, insert, or_, select, update

from gm.store.erasure import NOBODY, without_label
from gm.store.erasure_authors import plain_names
from gm.store.erasure_memory import drop_archives
from gm.store.erasure_prompts import empty_sections_of
from gm.store.facts_erasure import erase_all_facts
from gm.store.recall_segments import forget_words
from gm.store.rows import Upsert
from gm.store.rows_call import MODEL_CALLS, SECTION_PLAYERS
from gm.store.rows_discord import AUDIT, GUILDS, THREADS
from gm.store.rows_game import SEATS
from gm.store.rows_gm import GM_NOTES, TRANSLATIONS
from gm.store.rows_privacy import CHORES, DEPARTURES, ENDINGS
from gm.store.rows_rating import RATINGS
from gm.store.rows_safety import PLAYER_BOUNDARIES
from gm.store.rows_secrets import PLAYER_NOTES
from gm.store.rows_turn import INPUTS, ROLLS, TEXTS, TURN_INPUTS, TURNS
from gm.store.schema import METADATA
from gm.store.summary_writes import empty_summaries
from gm.store.tx import Tx, stored
from gm.store.usage_days import hide_players

_T, _E, _D, _C = THREADS.c, ENDINGS.c, DEPARTURES.c, CHORES.c


@dataclass(frozen=True, slots=True)
class EndedGame:
    """A game that has ended. `state`: `kept`, `told` or `erased`, since `state_at`."""

    guild_id: int
    thread_id: int
    game_id: int
    ended_at: datetime
    state: str
    state_at: datetime


_TAKE = Upsert(
    CHORES,
    lambda put: put.on_conflict_do_update(
        index_elements=["name"],
        set_={"owner": put.excluded.owner, "until": put.excluded.until},
        where=or_(_C.until <= bindparam("now"), _C.owner == put.excluded.owner)
        & or_(_C.done_at.is_(None), _C.done_at <= bindparam("again")),
    ),
)
_DONE = update(CHORES).where(_C.name == bindparam("chore")).values(done_at=bindparam("now"), until=bindparam("now"))


_ELSEWHERE = THREADS.alias()
_GOING_ON = exists().where(_ELSEWHERE.c.game_id == _T.game_id, _ELSEWHERE.c.status.not_in(("ended", "moved")))
"""A branch of the game is played on in a thread of its own."""
_ENDED = (
    select(_T.guild_id, _T.thread_id, _T.game_id, _E.ended_at, _E.state, _E.state_at)
    .select_from(THREADS.outerjoin(ENDINGS, _T.thread_id == _E.thread_id))
    .where(
        _T.guild_id == bindparam("guild"),
        _T.status == "ended",
        _T.game_id.is_not(None),
        or_(_E.state.is_(None), _E.state != "erased"),
        ~_GOING_ON,
    )
)


@stored
def load_ended(tx: Tx, guild_id: int, now: datetime) -> tuple[EndedGame, ...]:
    """Games of a server that have ended and are not erased. One that no sweep has seen yet ended `now`."""
    return tuple(
        EndedGame(row[0], row[1], row[2], row[3] or now, row[4] or "kept", row[5] or now)
        for row in tx.rows(_ENDED, {"guild": guild_id})
    )


@stored
def take_chore(tx: Tx, name: str, *, owner: str, now: datetime, every: timedelta, ttl: timedelta) -> bool:
    """Take a chore in hand. False if another process has it, or it was done less than `every` ago."""
    values = {"name": name, "owner": owner, "until": now + ttl, "done_at": None}
    return tx.upsert(_TAKE, values | {"now": now, "again": now - every}) > 0


@stored
def record_chore_done(tx: Tx, name: str, now: datetime) -> None:
    """The chore is done for now."""
    tx.write(_DONE, {"chore": name, "now": now})


@stored
def record_endings(tx: Tx, now: datetime) -> tuple[EndedGame, ...]:
    """Games that have ended and are not erased. One that is seen so for the first time ended `now`; one that goes on
    again is forgotten here."""
    tx.write(delete(ENDINGS).where(_E.thread_id.in_(select(_T.thread_id).where(_T.status != "ended"))))
    fresh = select(_T.thread_id).where(
        _T.status == "ended", _T.game_id.is_not(None), _T.thread_id.not_in(select(_E.thread_id))
    )
    rows = [{"thread_id": row[0], "ended_at": now, "state": "kept", "state_at": now} for row in tx.rows(fresh)]
    tx.write(insert(ENDINGS), rows)
    found = tx.rows(
        select(_T.guild_id, _T.thread_id, _T.game_id, _E.ended_at, _E.state, _E.state_at)
        .select_from(ENDINGS.join(THREADS, _T.thread_id == _E.thread_id))
        .where(_E.state != "erased", ~_GOING_ON)
        .order_by(_E.ended_at)
    )
    return tuple(EndedGame(*row) for row in found)


@stored
def record_ending_state(tx: Tx, thread_id: int, state: str, now: datetime) -> None:
    """What has come of an ended game's texts."""
    tx.write(update(ENDINGS).where(_E.thread_id == thread_id).values(state=state, state_at=now))


@stored
def erase_game(tx: Tx, game_id: int, now: datetime) -> int:
    """Empty all that people wrote in a game and models told; nobody's id stays. Gives how many texts.

    Dice, changes and costs stay, and verification passes. What the campaign's author wrote (the opening) stays too.
    """
    played = select(TURN_INPUTS.c.turn_id).join(TURNS, TURNS.c.id == TURN_INPUTS.c.turn_id)
    mine = select(INPUTS.c.id).where(INPUTS.c.game_id == game_id)
    turns = select(TURNS.c.id).where(TURNS.c.game_id == game_id)
    count = tx.write(
        update(TEXTS)
        .where(
            TEXTS.c.body.is_not(None),
            or_(
                TEXTS.c.input_id.in_(mine),
                TEXTS.c.turn_id.in_(played.where(TURNS.c.game_id == game_id)),
                TEXTS.c.author.is_not(None) & TEXTS.c.turn_id.in_(turns),  # somebody's words, also in the opening
            ),
        )
        .values(body=None, erased_at=now)
    )
    count += empty_sections_of(tx, game_id, now)
    count += tx.write(
        update(GM_NOTES)
        .where(GM_NOTES.c.game_id == game_id, GM_NOTES.c.body.is_not(None))
        .values(body=None, removed_at=now, player=NOBODY)
    )
    count += plain_names(tx, game_id) + drop_archives(tx, game_id) + erase_all_facts(tx, game_id)
    forget_words(tx, game_id)
    count += empty_summaries(tx, game_id)
    tx.write(delete(TRANSLATIONS).where(TRANSLATIONS.c.turn_id.in_(turns)))
    calls = MODEL_CALLS.c
    tx.write(update(MODEL_CALLS).where(calls.game_id == game_id, calls.error != "").values(error=NOBODY))
    labelled = select(ROLLS.c.id, ROLLS.c.record).where(ROLLS.c.game_id == game_id, ROLLS.c.player.is_not(None))
    for number, record in [tuple(row) for row in tx.rows(labelled)]:
        tx.write(update(ROLLS).where(ROLLS.c.id == number).values(record=without_label(record)))
    tx.write(delete(RATINGS).where(RATINGS.c.game_id == game_id))
    for own in (PLAYER_BOUNDARIES, PLAYER_NOTES):
        tx.write(delete(own).where(own.c.game_id == game_id))
    tx.write(delete(SECTION_PLAYERS).where(SECTION_PLAYERS.c.game_id == game_id))
    tx.write(update(INPUTS).where(INPUTS.c.game_id == game_id).values(player=NOBODY))
    tx.write(update(SEATS).where(SEATS.c.game_id == game_id).values(player_id=None))
    for table in (MODEL_CALLS, ROLLS):
        columns: Any = table.c
        tx.write(update(table).where(columns.game_id == game_id, columns.player.is_not(None)).values(player=NOBODY))
    hide_players(tx, game_id, nobody=NOBODY)
    return count


@stored
def record_departure(tx: Tx, guild_id: int, now: datetime) -> None:
    """The bot was removed from a server."""
    if tx.row(select(_D.guild_id).where(_D.guild_id == guild_id)) is None:
        tx.write(insert(DEPARTURES), {"guild_id": guild_id, "left_at": now})


@stored
def forget_departure(tx: Tx, guild_id: int) -> None:
    """The bot is there again: nothing goes."""
    tx.write(delete(DEPARTURES).where(_D.guild_id == guild_id))


@stored
def load_departures(tx: Tx, before: datetime) -> tuple[int, ...]:
    """Servers that the bot was removed from before then."""
    return tuple(int(row[0]) for row in tx.rows(select(_D.guild_id).where(_D.left_at <= before)))


@stored
def load_guild_ids(tx: Tx) -> tuple[int, ...]:
    """Servers that anything is stored about."""
    found = tx.rows(select(GUILDS.c.guild_id).union(select(_T.guild_id), select(AUDIT.c.guild_id)))
    return tuple(int(row[0]) for row in found)


@stored
def purge_guild(tx: Tx, guild_id: int) -> None:
    """Drop every row that names a server or a thread of it. Its games' texts are erased before, with `erase_game`."""
    threads = select(_T.thread_id).where(_T.guild_id == guild_id)
    tables = [table for table in reversed(METADATA.sorted_tables) if table is not THREADS]
    for table in tables:
        if "thread_id" in table.c:
            tx.write(delete(table).where(table.c.thread_id.in_(threads)))
    for table in (*tables, THREADS):
        if "guild_id" in table.c:
            tx.write(delete(table).where(table.c.guild_id == guild_id))
