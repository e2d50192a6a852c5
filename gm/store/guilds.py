"""What a Discord server has set, and its audit log: who changed what there, and when."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import bindparam, insert, select

from gm.domain.table import Mode
from gm.store.coding import dump, readable
from gm.store.rows import Upsert
from gm.store.rows_discord import AUDIT, GUILDS
from gm.store.tx import Tx, stored

_MOST: Final = 200
MOST_BUDGETS: Final = 50
"""Campaigns of one server that may have limits of their own."""


class CampaignBudget(BaseModel):
    """Limits of one campaign, or of each, within a server. None: none of that kind."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    day_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    month_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    day_tokens: int | None = Field(default=None, ge=0, le=10**15)
    month_tokens: int | None = Field(default=None, ge=0, le=10**15)


class GuildSettings(BaseModel):
    """What a server has set: kept as one JSON value, so that a new setting needs no migration.

    Settings that an older or newer program wrote and this one does not know are left out, never an error. Nothing
    secret stands here: it can be exported and shown as it is.
    """

    model_config = ConfigDict(frozen=True, extra="ignore")

    guild_id: int
    campaign: str | None = None
    """Slug of the campaign of games for which none is named; None: the first there is."""
    language: str = "en"
    """Language of what the bot says in public."""
    spending_note: str = ""
    """What players should know about who pays; '' if nothing."""
    gm_role: int | None = None
    """Id of the role whose members may do what a table's game master may; None: nobody but who started the game."""
    suggestions: bool = False
    """Whether three things to do stand under each beat."""
    stakes: Literal["show", "ask"] = "show"
    """Whether games that begin roll at once with the stakes shown, or ask whoever tries it first."""
    begin_mode: Mode | None = None
    """Who runs games that begin here where nothing else is said; None, and for campaigns that are made for a mode of
    their own: as the campaign has it."""
    begin_modes: dict[str, Mode] = Field(default_factory=dict)
    """By the thread's id: who runs a game that has not begun there yet, where that was said as its table was set."""
    channels: tuple[int, ...] = ()
    """Ids of the channels that games are started in, the first by default; empty: wherever they are asked for."""
    models: Literal["offline", "host", "own"] = "host"
    """Who tells: the offline narrator, the models of whoever runs the bot, or those of the server's own key."""
    chosen_models: dict[str, str] = Field(default_factory=dict, max_length=16)
    """Role → the name of the host's model that is asked first for it; a role that is not here: as the host orders."""
    day_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """The most that this server's games may cost in a UTC day, in US dollars; None: no limit of its own."""
    month_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """The same for a month."""
    day_tokens: int | None = Field(default=None, ge=0, le=10**15)
    """The most tokens, prompts and replies together, that this server's games may take in a UTC day; None: no limit."""
    month_tokens: int | None = Field(default=None, ge=0, le=10**15)
    """The same for a month."""
    player_day_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """The most that one member's turns may cost here in a UTC day; None: no limit."""
    player_month_usd: float | None = Field(default=None, ge=0, allow_inf_nan=False)
    """The same for a month."""
    player_day_tokens: int | None = Field(default=None, ge=0, le=10**15)
    """The most tokens that one member's turns may take here in a UTC day; None: no limit."""
    player_month_tokens: int | None = Field(default=None, ge=0, le=10**15)
    """The same for a month."""
    campaign_budgets: dict[str, CampaignBudget] = Field(default_factory=dict, max_length=MOST_BUDGETS)
    """The most that a campaign's games may take here, by its slug; `*`: those of each that has no limit of its own."""
    at_limit: Literal["offline", "stop"] | None = None
    """What happens to a turn at a limit: the offline narrator tells it, or it waits. None: as whoever runs the bot has
    set it."""
    listening: bool = False
    """Whether everything that players write in a game's thread is heard, not only mentions and replies."""
    mature: bool = False
    """Whether campaigns for adults may be played, in age-restricted channels only."""
    lines: tuple[str, ...] = ()
    """What is played in no game of this server, as `gm.domain.boundaries` reads it."""
    veils: tuple[str, ...] = ()
    """What may happen in this server's games but is not shown."""
    rating: Literal["everyone", "teen", "mature", "adult", ""] = ""
    """The strongest rating that its games keep to; '': as the campaign has it."""
    content_language: str | None = None
    """Language (a BCP 47 code) whose campaigns are offered first; None: all alike."""
    report_channel: int | None = None
    """Id of the channel that reports are posted to; None: they stand in the audit log alone."""
    recap_after_hours: int = Field(default=12, ge=0, le=8760)
    """Hours of silence after which a game's next input is preceded by what happened last; 0: never."""
    cards: Literal["auto", "embed", "plain"] = "auto"
    """How cards are shown: Discord's newest form, the older boxes, or text alone (plainest for screen readers)."""
    blocked_users: tuple[int, ...] = ()
    """Ids of the users whom the bot does not serve in this server."""
    player_hour: int = Field(default=120, ge=0, le=100_000)
    """Turns, other tellings and translations that one member may ask paid models for in an hour; 0: any number."""
    retention_days: int | None = Field(default=None, ge=1, le=36_500)
    """Days after a game's end after which its texts are erased; its thread is told before. None: they stay."""


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that somebody changed in a server. `thread_id` None: it concerns the whole server."""

    guild_id: int
    actor_id: int
    action: str
    """What was done, as a dotted name: `settings.cap`, `user.block`. Catalogues say it in words."""
    detail: str
    at: datetime
    thread_id: int | None = None


_G, _A = GUILDS.c, AUDIT.c
_GUILD = select(_G.settings).where(_G.guild_id == bindparam("guild"))
_GUILDS = select(GUILDS.c.guild_id, GUILDS.c.settings)
_PUT_GUILD = Upsert(
    GUILDS,
    lambda put: put.on_conflict_do_update(
        index_elements=["guild_id"],
        set_={"settings": put.excluded.settings, "updated_at": put.excluded.updated_at},
    ),
)
_ADD_AUDIT = insert(AUDIT)
_AUDIT = (
    select(_A.guild_id, _A.actor_id, _A.action, _A.detail, _A.at, _A.thread_id)
    .where(_A.guild_id == bindparam("guild"))
    .order_by(_A.id.desc())
)


@stored
def load_guild(tx: Tx, guild_id: int) -> GuildSettings:
    """The settings of a server; the defaults if it has set nothing."""
    body = tx.value(_GUILD, {"guild": guild_id})
    if body is None:
        return GuildSettings(guild_id=guild_id)
    with readable(f"discord_guilds {guild_id}"):
        return GuildSettings(**{**json.loads(body), "guild_id": guild_id})


@stored
def load_guilds(tx: Tx) -> tuple[GuildSettings, ...]:
    """The settings of all servers that have set anything."""
    found: list[GuildSettings] = []
    for row in tx.rows(_GUILDS):
        with readable(f"discord_guilds {row.guild_id}"):
            found.append(GuildSettings(**{**json.loads(row.settings), "guild_id": row.guild_id}))
    return tuple(found)


@stored
def record_guild(tx: Tx, settings: GuildSettings, now: datetime) -> None:
    """Keep a server's settings."""
    body = dump(settings.model_dump(mode="json", exclude={"guild_id"}, exclude_defaults=True))
    tx.upsert(_PUT_GUILD, {"guild_id": settings.guild_id, "settings": body, "updated_at": now})


@stored
def record_audit(tx: Tx, entry: AuditEntry) -> None:
    """Write down what somebody changed."""
    tx.write(
        _ADD_AUDIT,
        {
            "guild_id": entry.guild_id,
            "actor_id": entry.actor_id,
            "action": entry.action,
            "detail": entry.detail,
            "at": entry.at,
            "thread_id": entry.thread_id,
        },
    )


@stored
def load_audit(tx: Tx, guild_id: int, *, limit: int = 20) -> tuple[AuditEntry, ...]:
    """The latest changes in a server, newest first; at most 200."""
    rows = tx.rows(_AUDIT.limit(min(limit, _MOST)), {"guild": guild_id})
    return tuple(AuditEntry(*row) for row in rows)
