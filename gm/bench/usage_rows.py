"""A year of play as rows, made up: tables that meet twice a week, players who go and come back, models that change.

Written straight into an SQLite file with tables in it, a million calls in half a minute. One seed makes the same rows.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import numpy as np

BEGIN: Final = datetime(2025, 11, 24, tzinfo=UTC)
CALLS_A_TURN: Final = 3.16
SITTINGS_A_WEEK: Final = 2
TURNS_A_SITTING: Final = 40
_CAMPAIGNS: Final = (("drowned-bell", "The Drowned Bell"), ("iron-road", "The Iron Road"), ("red-ward", "The Red Ward"))
_PEOPLE: Final = ("Mara", "Ilse", "Tomas", "Bea", "Jun", "Oleg")


@dataclass(frozen=True, slots=True)
class _Model:
    name: str
    maker: str
    provider: str
    open_weight: bool
    price_in: float
    price_cached: float
    price_out: float
    speed: float
    """Tokens a second."""


_DEEPSEEK: Final = _Model("openrouter/deepseek/deepseek-v3.2", "deepseek", "openrouter", True, 0.27, 0.03, 0.40, 45)
_MISTRAL: Final = _Model(
    "openrouter/mistralai/mistral-small-3.2-24b-instruct", "mistral", "openrouter", True, 0.08, 0.04, 0.20, 90
)
_QWEN: Final = _Model("ollama_chat/qwen3:8b", "qwen", "ollama", True, 0.0, 0.0, 0.0, 25)
_GPT: Final = _Model("openrouter/openai/gpt-5-mini", "openai", "openrouter", False, 0.25, 0.025, 2.0, 70)
_HAIKU: Final = _Model("openrouter/anthropic/claude-haiku-4.5", "anthropic", "openrouter", False, 1.0, 0.1, 5.0, 110)
_NARRATORS: Final = (
    (_MISTRAL,) * 4 + (_DEEPSEEK,) * 8,
    (_DEEPSEEK,) * 4 + (_QWEN,) * 2 + (_DEEPSEEK,) * 6,
    (_HAIKU,) * 3 + (_MISTRAL,) * 3 + (_QWEN,) * 2 + (_HAIKU,) * 4,
)
"""Who tells at a table of each campaign, month by month."""
_COLUMNS: Final = (
    "started_at", "day", "settled_at", "status", "owner", "game_id", "campaign", "scene_id", "turn_id", "player",
    "payer", "account", "role", "category", "content_tag", "data_policy", "backend", "model", "provider", "maker",
    "open_weight", "attempt", "asking", "prompt", "prompt_estimate", "max_tokens", "tools_offered", "tools_called",
    "prompt_tokens", "cached_tokens", "completion_tokens", "reasoning_tokens", "reserved_cost", "cost", "cache_rebate",
    "first_token_ms", "latency_ms", "finish_reason", "error",
)  # fmt: skip


def write_year(file: Path, *, tables: int = 3, weeks: int = 52, seed: int = 7) -> int:
    """Fill an empty database with a year of play; gives how many calls there are."""
    writing = sqlite3.connect(file)
    try:
        writing.execute("PRAGMA synchronous = OFF")
        made = _Year(writing, np.random.default_rng(seed), weeks)
        for table in range(tables):
            made.table(table)
        writing.commit()
        return made.calls
    finally:
        writing.close()


def tables_for(rows: int, weeks: int = 52) -> int:
    """How many tables make about so many calls."""
    return max(1, round(rows / (weeks * SITTINGS_A_WEEK * TURNS_A_SITTING * CALLS_A_TURN)))


class _Year:
    def __init__(self, db: sqlite3.Connection, dice: np.random.Generator, weeks: int) -> None:
        self._db, self._dice, self._weeks = db, dice, weeks
        self.calls = 0
        self._turn = 0
        self._session = 0
        self._input = 0

    def table(self, number: int) -> None:
        """A table's year."""
        kind = number % len(_CAMPAIGNS)
        slug, title = _CAMPAIGNS[kind]
        game, began = number + 1, _stamp(BEGIN)
        put = self._put
        if number < len(_CAMPAIGNS):
            put("worlds", id=game, slug=slug, title=title, created_at=began)
        name = f"{slug}-{number + 1}"
        put("games", id=game, uid=f"g{game}", name=name, world_id=kind + 1, version="v", branch_id=game, stakes="show",
            created_at=began)  # fmt: skip
        players = [f"discord:{1000 * (number // 3) + (kind * 2 + at) % 6 + 1}" for at in range(4)]
        for week in range(self._weeks):
            for sitting in range(SITTINGS_A_WEEK):
                day = BEGIN + timedelta(weeks=week, days=(kind + 4 * sitting) % 7, hours=19, minutes=7 * (number % 9))
                here = [player for at, player in enumerate(players) if self._comes(at, week)]
                self._sitting(game, kind, week * SITTINGS_A_WEEK + sitting + 1, day, here or players[:1])

    def _comes(self, at: int, week: int) -> bool:
        """The third is away for nine weeks and comes back; the fourth comes late and leaves in autumn."""
        if (at == 2 and 20 <= week < 29) or (at == 3 and not 10 <= week < 38):
            return False
        return bool(self._dice.random() < 0.92)

    def _put(self, table: str, **values: Any) -> None:
        marks = ", ".join("?" * len(values))
        self._db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", tuple(values.values()))

    def _sitting(self, game: int, kind: int, number: int, at: datetime, players: Sequence[str]) -> None:
        self._session += 1
        self._put("sessions", id=self._session, game_id=game, number=number, seed="s", seed_hash="h",
                  opened_at=_stamp(at), closed_at=_stamp(at + timedelta(hours=4)))  # fmt: skip
        turns, inputs, commits, calls = [], [], [], []
        for _ in range(int(self._dice.integers(TURNS_A_SITTING - 12, TURNS_A_SITTING + 13))):
            at += timedelta(seconds=float(self._dice.uniform(90, 380)))
            self._turn += 1
            player = players[int(self._dice.integers(len(players)))]
            self._input += 1
            inputs.append((self._input, game, 1, "discord", f"m{self._input}", player, "do", self._turn, _stamp(at)))
            made, dice, end, teller = self._calls_of_turn(game, kind, number, at, player)
            calls += made
            turn = self._turn
            turns.append((turn, f"t{turn}", game, game, 1, self._session, turn, "action", "settled", "done", 1, "model",
                          teller[:64], 0, 1, turn, "hut", 0, _stamp(at), _stamp(end)))  # fmt: skip
            commits.append((game, turn, "turn", turn, "[]", b"", _stamp(dice)))
        write = self._db.executemany
        write("INSERT INTO turns (id, uid, game_id, branch_id, scene_id, session_id, number, kind, stage, status,"
              " attempt, ruling_source, narration_source, alternative, alternatives, commit_seq, place, minutes,"
              f" created_at, delivered_at) VALUES ({_marks(20)})", turns)  # fmt: skip
        write("INSERT INTO inputs (id, game_id, scene_id, face, source_id, player, kind, turn_id, received_at)"
              f" VALUES ({_marks(9)})", inputs)  # fmt: skip
        write("INSERT INTO commits (branch_id, seq, kind, turn_id, changes, hash, created_at)"
              f" VALUES ({_marks(7)})", commits)  # fmt: skip
        write(f"INSERT INTO model_calls ({', '.join(_COLUMNS)}) VALUES ({_marks(len(_COLUMNS))})", calls)
        self.calls += len(calls)

    def _calls_of_turn(
        self, game: int, kind: int, number: int, at: datetime, player: str
    ) -> tuple[list[tuple[Any, ...]], datetime, datetime, str]:
        """The calls; when the dice fell, when all was told, and by whom."""
        luck = self._dice.random(12)
        month = min(11, (at - BEGIN).days * 12 // 365)
        teller = _NARRATORS[kind][month]
        made: list[tuple[Any, ...]] = []
        now = at + timedelta(milliseconds=40)
        grown = 4_000 + 55 * number + 2_500 * luck[0]
        judge = _GPT if luck[1] < 0.9 - 0.03 * month else _DEEPSEEK

        def call(
            role: str, category: str, model: _Model, prompt: float, reply: float, cached: float, **more: Any
        ) -> None:
            nonlocal now
            what, tokens = (role, category), (prompt, cached, reply)
            row, seconds = _row(game, kind, self._turn, player, now, what, model, tokens, **more)
            made.append(row)
            now += timedelta(seconds=seconds)

        warm = min(0.92, 0.35 + 0.05 * month + 0.2 * luck[2])
        if luck[3] < 0.015:
            call("adjudicator", "adjudication", judge, grown, 0, 0, status="failed")
        thinks = judge is _GPT
        thought, tools = (500 * luck[5], int(luck[6] * 3)) if thinks else (0, 0)
        call(
            "adjudicator",
            "adjudication",
            judge,
            grown,
            130 + 90 * luck[4],
            warm,
            thought=thought,
            tools=tools,
            offered=3 * thinks,
        )
        dice = now
        if luck[7] < 0.012:
            call("narrator", "narration", teller, grown, 0, 0, status="failed")
        if luck[8] < 0.35:
            call("npc", "npc", teller, grown * 0.4, 60 + 60 * luck[4], warm * 0.8)
        call("narrator", "narration", teller, grown * 1.2, 160 + 150 * luck[9], warm, unpriced=luck[10] < 0.004)
        end = now
        if luck[11] < 0.45:
            call("scribe", "memory", _MISTRAL, 1_800 + 900 * luck[0], 180, 0)
        if luck[11] > 0.8:
            call("embed", "embedding", _QWEN, 300, 0, 0)
        if luck[10] > 0.94:
            call("scribe", "recap", _MISTRAL, 5_000, 420, 0.1)
        elif luck[10] > 0.86:
            call("scribe", "translation", _DEEPSEEK, 700, 260, 0)
        return made, dice, end, teller.name


def _row(
    game: int,
    kind: int,
    turn: int,
    player: str,
    at: datetime,
    what: tuple[str, str],
    model: _Model,
    tokens: tuple[float, float, float],
    *,
    status: str = "ok",
    thought: float = 0,
    tools: int = 0,
    offered: int = 0,
    unpriced: bool = False,
) -> tuple[tuple[Any, ...], float]:
    """A call's row, and how many seconds it took."""
    role, category = what
    prompt, thoughts = int(tokens[0]), int(thought)
    reply = int(tokens[2]) + thoughts
    cached = int(prompt * tokens[1]) if model.price_in else None
    first = 380 + 1000 * thoughts / model.speed + prompt / 40
    fell = status == "failed"
    seconds = 4.0 if fell else first / 1000 + reply / model.speed
    told = (prompt, cached, reply, thoughts if model is _GPT else None)
    paid = None if unpriced else 0 if fell else _cost(model, prompt, cached or 0, reply)
    rebate = round((model.price_in - model.price_cached) * 1e9) if model.price_in else None
    began, lasted = _stamp(at), int(1000 * seconds)
    tag = "adult" if kind == 2 else "translation" if category == "translation" else "roleplay/games"
    who = (game, _CAMPAIGNS[kind][0], None, turn, None if category == "memory" else player)
    why = ("host", f"guild:{1 + game % 7}", role, category, tag, "no_training")
    by = ("litellm", model.name, model.provider, model.maker, model.open_weight)
    asked = (1, 1, "", prompt, 700, offered, tools)
    end = (None if fell else int(first), lasted, "" if fell else "stop", "timeout" if fell else "")
    counts = (None,) * 4 if fell else told
    return (began, began[:10], began, status, "bench", *who, *why, *by, *asked, *counts, 0, paid, rebate, *end), seconds


def _cost(model: _Model, prompt: int, cached: int, reply: int) -> int:
    """Nano-dollars, at prices a million tokens."""
    fresh = prompt - cached
    return round(1000 * (fresh * model.price_in + cached * model.price_cached + reply * model.price_out))


def _marks(count: int) -> str:
    return ", ".join("?" * count)


def _stamp(at: datetime) -> str:
    return at.replace(tzinfo=None).isoformat(" ", "microseconds")


def names(tables: int) -> Iterator[tuple[int, str]]:
    """Discord ids of the players, and what they are called."""
    for group in range((tables + 2) // 3):
        for at, name in enumerate(_PEOPLE):
            yield 1000 * group + at + 1, name if group == 0 else f"{name} {group + 1}"
