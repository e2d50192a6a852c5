"""Reading what is stored about a person: counts for `what`, everything for `export`. Nothing of anybody else's.

What is secret in a story does not come along: of turns only the person's own words, of rulings nothing.
"""

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select

from gm.store.nano import from_nano
from gm.store.rows_call import MODEL_CALLS, SECTION_PLAYERS
from gm.store.rows_discord import AUDIT, DISCORD_SEATS, POSTS, THREADS
from gm.store.rows_facts import FACTS
from gm.store.rows_game import CHARACTERS, GAMES, PLAYERS, SEATS
from gm.store.rows_gm import GM_NOTES
from gm.store.rows_history import BRANCHES
from gm.store.rows_memory import ARCHIVE_LINES, ARCHIVES
from gm.store.rows_own import OWN_CHARACTERS
from gm.store.rows_privacy import CONSENTS
from gm.store.rows_rating import RATINGS
from gm.store.rows_reminders import REMINDERS
from gm.store.rows_safety import PLAYER_BOUNDARIES
from gm.store.rows_secrets import PLAYER_NOTES
from gm.store.rows_sitting import INTERESTS
from gm.store.rows_turn import INPUTS, ROLLS, TEXTS, TURN_INPUTS, TURNS
from gm.store.rows_unrecorded import UNRECORDED
from gm.store.rows_upload import UPLOADS
from gm.store.tx import Tx, stored

_WHO: Any = bindparam("who")
_USER: Any = bindparam("user")
_I, _M, _R, _N = INPUTS.c, MODEL_CALLS.c, ROLLS.c, REMINDERS.c

_TURNS = select(TURN_INPUTS.c.turn_id).join(INPUTS, _I.id == TURN_INPUTS.c.input_id)

_PARTS: dict[str, Select[Any]] = {
    "words": select(
        GAMES.c.name.label("game"),
        TURNS.c.number.label("turn"),
        _I.face,
        _I.source_id,
        _I.character,
        _I.kind,
        _I.skill,
        _I.received_at,
        TEXTS.c.body.label("text"),
    )
    .select_from(
        INPUTS.join(GAMES, GAMES.c.id == _I.game_id)
        .join(TEXTS, TEXTS.c.input_id == _I.id)
        .outerjoin(TURNS, TURNS.c.id == _I.turn_id)
    )
    .where(_I.player == _WHO)
    .order_by(_I.id),
    "edits": select(GAMES.c.name.label("game"), TURNS.c.number.label("turn"), TEXTS.c.body.label("text"))
    .select_from(TEXTS.join(TURNS, TURNS.c.id == TEXTS.c.turn_id).join(GAMES, GAMES.c.id == TURNS.c.game_id))
    .where(TEXTS.c.author == _WHO, TEXTS.c.kind == "narration", TURNS.c.kind != "gm")
    .order_by(TEXTS.c.id),
    "branches": select(GAMES.c.name.label("game"), BRANCHES.c.name.label("branch"), BRANCHES.c.created_at)
    .select_from(BRANCHES.join(GAMES, GAMES.c.id == BRANCHES.c.game_id))
    .where(BRANCHES.c.author == _WHO)
    .order_by(BRANCHES.c.id),
    "notes": select(GAMES.c.name.label("game"), GM_NOTES.c.body.label("text"), GM_NOTES.c.created_at)
    .select_from(GM_NOTES.join(GAMES, GAMES.c.id == GM_NOTES.c.game_id))
    .where(GM_NOTES.c.player == _WHO)
    .order_by(GM_NOTES.c.id),
    "facts": select(
        GAMES.c.name.label("game"),
        FACTS.c.number,
        FACTS.c.subject,
        FACTS.c.relation,
        FACTS.c.object,
        FACTS.c.created_at,
    )
    .select_from(FACTS.join(GAMES, GAMES.c.id == FACTS.c.game_id))
    .where(FACTS.c.author == _WHO)
    .order_by(FACTS.c.id),
    "notes_to_gm": select(GAMES.c.name.label("game"), PLAYER_NOTES.c.body.label("text"), PLAYER_NOTES.c.created_at)
    .select_from(PLAYER_NOTES.join(GAMES, GAMES.c.id == PLAYER_NOTES.c.game_id))
    .where(PLAYER_NOTES.c.player == _WHO)
    .order_by(PLAYER_NOTES.c.id),
    "boundaries": select(GAMES.c.name.label("game"), PLAYER_BOUNDARIES.c.kind, PLAYER_BOUNDARIES.c.body.label("text"))
    .select_from(PLAYER_BOUNDARIES.join(GAMES, GAMES.c.id == PLAYER_BOUNDARIES.c.game_id))
    .where(PLAYER_BOUNDARIES.c.player == _WHO)
    .order_by(PLAYER_BOUNDARIES.c.id),
    "calls": select(
        _M.started_at,
        _M.campaign,
        _M.role,
        _M.category,
        _M.model,
        _M.provider,
        _M.maker,
        _M.data_policy,
        _M.status,
        _M.prompt_tokens,
        _M.cached_tokens,
        _M.completion_tokens,
        _M.cost,
    )
    .where(_M.player == _WHO)
    .order_by(_M.id),
    "rolls": select(GAMES.c.name.label("game"), _R.turn_id, _R.key, _R.record, _R.rolled_at, _R.source_ids)
    .select_from(ROLLS.join(GAMES, GAMES.c.id == _R.game_id))
    .where(
        (_R.player == _WHO)
        | (
            _R.turn_id.in_(_TURNS.where(_I.player == _WHO))
            & _R.turn_id.not_in(_TURNS.where(_I.player != _WHO))  # what others rolled is theirs
        )
    )
    .order_by(_R.id),
    "seats": select(
        THREADS.c.guild_id,
        DISCORD_SEATS.c.thread_id,
        THREADS.c.name.label("game"),
        THREADS.c.campaign,
        DISCORD_SEATS.c.character,
        DISCORD_SEATS.c.player_name,
        DISCORD_SEATS.c.taken_at,
    )
    .select_from(DISCORD_SEATS.join(THREADS, THREADS.c.thread_id == DISCORD_SEATS.c.thread_id))
    .where(DISCORD_SEATS.c.player_id == _USER)
    .order_by(DISCORD_SEATS.c.taken_at),
    "reminders": select(_N.thread_id, _N.hours, _N.utc_minutes, _N.quiet_from, _N.quiet_to).where(
        _N.player_id == _USER
    ),
    "characters": select(GAMES.c.name.label("game"), CHARACTERS.c.slug, CHARACTERS.c.name, SEATS.c.taken_at)
    .select_from(
        SEATS.join(PLAYERS, PLAYERS.c.id == SEATS.c.player_id)
        .join(CHARACTERS, CHARACTERS.c.id == SEATS.c.character_id)
        .join(GAMES, GAMES.c.id == SEATS.c.game_id)
    )
    .where(PLAYERS.c.name == _WHO),
    "own_characters": select(
        OWN_CHARACTERS.c.slug, OWN_CHARACTERS.c.ruleset, OWN_CHARACTERS.c.picks, OWN_CHARACTERS.c.created_at
    )
    .where(OWN_CHARACTERS.c.owner == _WHO, OWN_CHARACTERS.c.erased_at.is_(None))
    .order_by(OWN_CHARACTERS.c.id),
    "interests": select(INTERESTS.c.thread_id, INTERESTS.c.since)
    .where(INTERESTS.c.user_id == _USER)
    .order_by(INTERESTS.c.since),
    "uploads": select(UPLOADS.c.guild_id, UPLOADS.c.slug, UPLOADS.c.title, UPLOADS.c.uploaded_at)
    .where(UPLOADS.c.uploaded_by == _USER)
    .order_by(UPLOADS.c.id),
    "games": select(
        THREADS.c.guild_id,
        THREADS.c.thread_id,
        THREADS.c.name,
        THREADS.c.campaign,
        THREADS.c.status,
        THREADS.c.created_at,
    )
    .where(THREADS.c.host_id == _USER)
    .order_by(THREADS.c.created_at),
    "ratings": select(
        GAMES.c.name.label("game"), TURNS.c.number.label("turn"), RATINGS.c.verdict, RATINGS.c.model, RATINGS.c.rated_at
    )
    .select_from(RATINGS.join(GAMES, GAMES.c.id == RATINGS.c.game_id).join(TURNS, TURNS.c.id == RATINGS.c.turn_id))
    .where(RATINGS.c.player == _WHO)
    .order_by(RATINGS.c.rated_at),
    "archives": select(
        GAMES.c.name.label("game"),
        ARCHIVES.c.title,
        ARCHIVES.c.source,
        ARCHIVES.c.imported_at,
        ARCHIVE_LINES.c.number.label("line"),
        ARCHIVE_LINES.c.speaker,
        ARCHIVE_LINES.c.body.label("text"),
        ARCHIVE_LINES.c.said_at,
    )
    .select_from(
        ARCHIVES.join(GAMES, GAMES.c.id == ARCHIVES.c.game_id).outerjoin(
            ARCHIVE_LINES, ARCHIVE_LINES.c.archive_id == ARCHIVES.c.id
        )
    )
    .where(ARCHIVES.c.owner == _WHO)
    .order_by(ARCHIVES.c.id, ARCHIVE_LINES.c.number),
    "audit": select(AUDIT.c.guild_id, AUDIT.c.action, AUDIT.c.detail, AUDIT.c.at)
    .where(AUDIT.c.actor_id == _USER)
    .order_by(AUDIT.c.id),
    "consent": select(CONSENTS.c.version, CONSENTS.c.agreed_at).where(CONSENTS.c.user_id == _USER),
    "not_kept": select(UNRECORDED.c.since).where(UNRECORDED.c.player == _WHO),
}
"""What an export holds, by name. A new table about people: add what belongs to one person here."""

_COUNTS: dict[str, Select[Any]] = {
    "prompts": select(func.count()).select_from(SECTION_PLAYERS).where(SECTION_PLAYERS.c.player == _WHO),
    "posts": select(func.count())
    .select_from(POSTS)
    .where(
        POSTS.c.turn_id.in_(
            select(TURN_INPUTS.c.turn_id).join(INPUTS, _I.id == TURN_INPUTS.c.input_id).where(_I.player == _WHO)
        )
    ),
}
_PROVIDERS = select(_M.provider, _M.model, func.count()).where(_M.player == _WHO).group_by(_M.provider, _M.model)


@dataclass(frozen=True, slots=True)
class PersonalData:
    """What is stored about one person. `parts` by name: rows as plain values; `counts`: what is only counted."""

    player: str
    parts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    providers: tuple[tuple[str, str, int], ...] = ()
    """(provider, model, calls): who was sent prompts made for this person alone."""

    def count(self, name: str) -> int:
        """How many there are of a part, or of what is only counted."""
        return len(self.parts[name]) if name in self.parts else self.counts.get(name, 0)


@stored
def load_seat_count(tx: Tx, user_id: int) -> int:
    """At how many tables a Discord user sits."""
    return int(tx.value(select(func.count()).where(DISCORD_SEATS.c.player_id == _USER), {"user": user_id}) or 0)


@stored
def load_personal(tx: Tx, player: str, user_id: int | None = None) -> PersonalData:
    """Everything about a person, by their id at their face and, on Discord, their user id."""
    values = {"who": player, "user": -1 if user_id is None else user_id}
    return PersonalData(
        player=player,
        parts={name: [_plain(row) for row in tx.rows(part, values)] for name, part in _PARTS.items()},
        counts={name: int(tx.value(count, values) or 0) for name, count in _COUNTS.items()},
        providers=tuple((str(row[0]), str(row[1]), int(row[2])) for row in tx.rows(_PROVIDERS, values)),
    )


def _plain(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in row._mapping.items():
        if isinstance(value, datetime):
            found[key] = value.isoformat()
        elif key in ("record", "source_ids", "picks"):
            found[key] = json.loads(value)
        elif key == "cost":
            found["cost_usd"] = from_nano(value)
        elif key.endswith("_id") and isinstance(value, int) and key != "turn_id":
            found[key] = str(value)  # Discord's ids do not fit into the numbers of most JSON readers
        else:
            found[key] = value
    return found
