"""Tables of the usage log: model calls, the prompt sections that they sent, and what is spent in a period.

Money is kept in whole nano-dollars (10⁻⁹ US dollars): sums are exact.
"""

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Index, LargeBinary, String, Text

from gm.store.rows import Base, Id, Mapped, UtcTime, kind, mapped_column, partial_index, table_of


class PromptSectionRow(Base):
    """A piece of a prompt, stored once however often it is sent."""

    __tablename__ = "prompt_sections"
    __table_args__ = kind("ledger")
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the section.")
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, doc="Hash of chat role, layer, key and text.")
    chat_role: Mapped[str] = mapped_column(String(16), doc="The chat role that it is sent as.")
    layer: Mapped[int] = mapped_column(Id, doc="Where it stands, from stable (0) to volatile (5).")
    key: Mapped[str] = mapped_column(String(200), doc="Its name for people (`transcript/12`).")
    tokens: Mapped[int] = mapped_column(Id, doc="Tokens by our own count.")
    body: Mapped[str | None] = mapped_column(Text, doc="The text. NULL: erased.")
    erased_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was erased. NULL: it was not.")


class SectionPlayerRow(Base):
    """Whose words a section holds, so that they can be erased."""

    __tablename__ = "section_players"
    __table_args__ = {**kind("ledger"), "sqlite_with_rowid": False}
    game_id: Mapped[int] = mapped_column(ForeignKey("games.id"), primary_key=True, doc="The game.")
    player: Mapped[str] = mapped_column(String(200), primary_key=True, doc="The player's id at their face.")
    section_id: Mapped[int] = mapped_column(ForeignKey("prompt_sections.id"), primary_key=True, doc="The section.")


class ModelCallRow(Base):
    """A model call: written before bytes leave, closed when the answer is in. Failed and lost ones stay."""

    __tablename__ = "model_calls"
    __table_args__ = (
        Index("ix_model_calls_turn_id", "turn_id"),
        Index("ix_model_calls_game_id", "game_id"),
        Index("ix_model_calls_account", "account", "started_at"),
        Index("ix_model_calls_started_at", "started_at"),
        partial_index("ix_model_calls_reserved", "turn_id", where="status = 'reserved'"),
        kind("ledger"),
    )
    id: Mapped[int] = mapped_column(Id, primary_key=True, doc="Number of the call, in order.")
    started_at: Mapped[datetime] = mapped_column(UtcTime, doc="When it was reserved, just before bytes left.")
    day: Mapped[str] = mapped_column(String(10), doc="UTC day of `started_at`, YYYY-MM-DD: what it is counted under.")
    settled_at: Mapped[datetime | None] = mapped_column(UtcTime, doc="When it was closed. NULL: it is on its way.")
    status: Mapped[str] = mapped_column(String(16), doc="`reserved`, `ok`, `failed`, `lost` (estimates) or `refused`.")
    owner: Mapped[str] = mapped_column(String(200), doc="The process that made it.")
    game_id: Mapped[int | None] = mapped_column(ForeignKey("games.id"), doc="The game. NULL: for none.")
    campaign: Mapped[str | None] = mapped_column(String(64), doc="The campaign's slug. NULL: for none.")
    scene_id: Mapped[int | None] = mapped_column(ForeignKey("scenes.id"), doc="The scene. NULL: for none.")
    turn_id: Mapped[int | None] = mapped_column(ForeignKey("turns.id"), doc="The turn. NULL: for none.")
    player: Mapped[str | None] = mapped_column(String(200), doc="The player it was for. NULL: the whole table.")
    payer: Mapped[str] = mapped_column(String(64), doc="Who pays: `host`, or an account.")
    account: Mapped[str | None] = mapped_column(
        String(64), doc="Whose use it is counted as, whoever pays: `guild:123`. NULL: only the payer's."
    )
    role: Mapped[str] = mapped_column(String(32), doc="Who answers: narrator, adjudicator …")
    category: Mapped[str] = mapped_column(String(32), doc="What the money was spent on.")
    content_tag: Mapped[str] = mapped_column(String(64), doc="The usage taxonomy: roleplay/games …")
    tag_source: Mapped[str | None] = mapped_column(
        String(16), doc="Who said so: `tagger`, a model that was asked. NULL: the rules."
    )
    data_policy: Mapped[str] = mapped_column(String(16), doc="`any` or `no_training`.")
    backend: Mapped[str] = mapped_column(String(32), doc="litellm, offline or scripted.")
    model: Mapped[str] = mapped_column(String(200), doc="What the backend calls the model.")
    provider: Mapped[str] = mapped_column(String(64), doc="Who runs it; '' if not known.")
    maker: Mapped[str] = mapped_column(String(64), doc="Who made it; '' if not known.")
    open_weight: Mapped[bool | None] = mapped_column(Boolean, doc="Open-weight or proprietary. NULL: not known.")
    attempt: Mapped[int] = mapped_column(Id, doc="Counts the tries of one completion: fallbacks and retries.")
    asking: Mapped[int] = mapped_column(Id, doc="Which asking of this role in this turn: replies are kept by it.")
    continues: Mapped[int | None] = mapped_column(
        ForeignKey("model_calls.id"), doc="The call whose broken stream it goes on from. NULL: none."
    )
    prompt: Mapped[str] = mapped_column(Text, doc="The sections sent, in order: distances between their numbers.")
    prompt_estimate: Mapped[int] = mapped_column(Id, doc="Tokens of the prompt by our own count.")
    max_tokens: Mapped[int] = mapped_column(Id, doc="The most that the reply may have.")
    rung: Mapped[str | None] = mapped_column(
        String(16), doc="How an answer in JSON was asked for: `schema`, `json`, `text` or `repair`. NULL: prose."
    )
    tools_offered: Mapped[int] = mapped_column(Id, doc="Tools that the model could call.")
    tools_called: Mapped[int] = mapped_column(Id, doc="Tools that it did call.")
    prompt_tokens: Mapped[int | None] = mapped_column(Id, doc="As reported; our estimate if lost. NULL: not reported.")
    cached_tokens: Mapped[int | None] = mapped_column(Id, doc="Of these, read from a cache. NULL: not reported.")
    completion_tokens: Mapped[int | None] = mapped_column(Id, doc="Tokens of the reply. NULL: not reported.")
    reasoning_tokens: Mapped[int | None] = mapped_column(Id, doc="Of these, reasoning. NULL: not reported.")
    reserved_cost: Mapped[int | None] = mapped_column(Id, doc="Nano-dollars held for it. NULL: price not known.")
    cost: Mapped[int | None] = mapped_column(
        Id, doc="Nano-dollars it did cost; the held ones if lost. NULL: not known."
    )
    cache_rebate: Mapped[int | None] = mapped_column(
        Id, doc="Nano-dollars that a million cached tokens cost less than fresh ones. NULL: a price is not known."
    )
    counted: Mapped[int | None] = mapped_column(
        Id,
        doc="Nano-dollars that limits count for it: held, then paid; what was held where that is not known. NULL: a "
        "row of before limits were kept by scope, which counts as its cost, or else as what was held.",
    )
    counted_tokens: Mapped[int | None] = mapped_column(
        Id, doc="Tokens that limits count for it, likewise. NULL: none are (no model was asked, or an older row)."
    )
    expires_at: Mapped[datetime | None] = mapped_column(
        UtcTime, doc="When nobody waits for it any more: it settles at its estimate. NULL: an older row."
    )
    first_token_ms: Mapped[int | None] = mapped_column(Id, doc="Milliseconds to the first token. NULL: none came.")
    latency_ms: Mapped[int | None] = mapped_column(Id, doc="Milliseconds to the end. NULL: it did not end.")
    finish_reason: Mapped[str] = mapped_column(
        String(64),
        doc="Why the reply ended, or why it was refused (`day`, `player_month`, `stopped` …); '' if not reported.",
    )
    error: Mapped[str] = mapped_column(Text, doc="What went wrong; '' if nothing did.")


class CallPlayerRow(Base):
    """Who bears a call that several players caused, in equal shares. A call of one has none: `player` says it."""

    __tablename__ = "call_players"
    __table_args__ = {**kind("ledger"), "sqlite_with_rowid": False}
    call_id: Mapped[int] = mapped_column(ForeignKey("model_calls.id"), primary_key=True, doc="The call.")
    position: Mapped[int] = mapped_column(
        Id, primary_key=True, autoincrement=False, doc="Which share, from 0: what is left over goes to the first ones."
    )
    player: Mapped[str] = mapped_column(String(200), doc="The player's id at their face.")


class SpendTotalRow(Base):
    """Money and tokens spent and held in a day or month: what a limit is checked against. The sum of what is counted
    for the `model_calls` of a scope."""

    __tablename__ = "spend_totals"
    __table_args__ = {**kind("derived"), "sqlite_with_rowid": False}
    scope: Mapped[str] = mapped_column(
        String(300),
        primary_key=True,
        doc="Who pays, or whose use it is; within it a campaign or a player: `host`, `guild:1/player:discord:7`.",
    )
    period: Mapped[str] = mapped_column(
        String(10), primary_key=True, doc="YYYY-MM-DD (a UTC day) or YYYY-MM (a month)."
    )
    total: Mapped[int] = mapped_column(Id, doc="Nano-dollars: what calls did cost, or else what is held for them.")
    tokens: Mapped[int] = mapped_column(
        Id,
        server_default="0",
        doc="Tokens of prompts and replies: reported, or else held. Counted since limits in tokens.",
    )


PROMPT_SECTIONS = table_of(PromptSectionRow)
SECTION_PLAYERS = table_of(SectionPlayerRow)
MODEL_CALLS = table_of(ModelCallRow)
SPEND_TOTALS = table_of(SpendTotalRow)
CALL_PLAYERS = table_of(CallPlayerRow)
