"""Erasing a person from the tables of the Discord face: seats, threads they started, the audit log, consent."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, delete, select, update

from gm.store.rows_discord import AUDIT, DISCORD_SEATS, THREADS
from gm.store.rows_privacy import CONSENTS
from gm.store.rows_reminders import REMINDERS
from gm.store.rows_sitting import INTERESTS
from gm.store.rows_upload import UPLOADS
from gm.store.tx import Tx

_S, _T, _A, _R = DISCORD_SEATS.c, THREADS.c, AUDIT.c, REMINDERS.c


@dataclass(frozen=True, slots=True)
class Known:
    """What the face knows of a person: `names` that servers showed, `games` of the server (all, without one)."""

    names: tuple[str, ...]
    games: tuple[int, ...]


def names_of(tx: Tx, user_id: int | None, guild_id: int | None) -> Known:
    """What a server (None: every server) called them, and which games it has."""
    where: Sequence[ColumnElement[bool]] = () if guild_id is None else (_T.guild_id == guild_id,)
    games = tx.rows(select(_T.game_id).where(_T.game_id.is_not(None), *where))
    named = tx.rows(select(_S.player_name).where(_S.player_id == user_id).distinct()) if user_id is not None else ()
    return Known(tuple(str(row[0]) for row in named), tuple(int(row[0]) for row in games))


def erase_face_rows(tx: Tx, user_id: int, guild_id: int | None) -> tuple[int, tuple[int, ...]]:
    """Empty or drop their rows; gives how many, and the threads that they sat in or started."""
    here = select(_T.thread_id) if guild_id is None else select(_T.thread_id).where(_T.guild_id == guild_id)
    sat = (_S.player_id == user_id, _S.thread_id.in_(here))
    started = (_T.host_id == user_id, _T.thread_id.in_(here))
    threads = {int(row[0]) for row in tx.rows(select(_S.thread_id).where(*sat))}
    threads |= {int(row[0]) for row in tx.rows(select(_T.thread_id).where(*started))}
    count = tx.write(delete(DISCORD_SEATS).where(*sat))
    count += tx.write(delete(REMINDERS).where(_R.player_id == user_id, _R.thread_id.in_(here)))
    count += tx.write(update(THREADS).where(*started).values(host_id=0, name=_T.campaign))
    wants = (INTERESTS.c.user_id == user_id, INTERESTS.c.thread_id.in_(here))
    count += tx.write(delete(INTERESTS).where(*wants))
    count += _erase_audit(tx, user_id, guild_id)
    uploads: Sequence[ColumnElement[bool]] = () if guild_id is None else (UPLOADS.c.guild_id == guild_id,)
    count += tx.write(update(UPLOADS).where(UPLOADS.c.uploaded_by == user_id, *uploads).values(uploaded_by=0))
    if guild_id is None:
        count += tx.write(delete(CONSENTS).where(CONSENTS.c.user_id == user_id))
    return count, tuple(sorted(threads))


def _erase_audit(tx: Tx, user_id: int, guild_id: int | None) -> int:
    """Who did something, and to whom, in the audit log: their number becomes 0."""
    of_guild: Sequence[ColumnElement[bool]] = () if guild_id is None else (_A.guild_id == guild_id,)
    count = tx.write(update(AUDIT).where(_A.actor_id == user_id, *of_guild).values(actor_id=0))
    number = re.compile(rf"(?<!\d){user_id}(?!\d)")
    named: Any = select(_A.id, _A.detail).where(_A.detail.contains(str(user_id)), *of_guild)
    for row in tx.rows(named):
        count += tx.write(update(AUDIT).where(_A.id == row.id).values(detail=number.sub("0", row.detail)))
    return count
