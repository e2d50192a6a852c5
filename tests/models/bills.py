"""Replies of every shape that providers bill with, and what each of them costs: computed from the raw reply alone.

Nothing here comes from `gm.models` or `gm.store`: prices are strings, money is `Fraction`.
"""

import asyncio
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Price = str | None


@dataclass(frozen=True)
class Prices:
    """US dollars per million tokens, as a host writes them."""

    fresh: Price
    cached: Price
    out: Price


PRICES = (
    Prices("0.28", "0.14", "0.42"),
    Prices("3", "0.3", "15"),
    Prices("0.1", None, "0.3"),
    Prices("0.0375", "0.0101", "0.1503"),
    Prices("0", "0", "0"),
    Prices(None, None, None),
    Prices("1.5", None, None),
)


@dataclass
class Exchange:
    """One request that was answered: what stood on the wire."""

    status: int
    usages: list[Any]
    whole: bool
    """Whether the stream came to its end."""


@dataclass
class Script:
    """What a model answers: one entry for each try, the last one again and again."""

    kind: str
    prices: Prices
    tries: list[Exchange]


def usages(rng: random.Random, kind: str) -> list[Any]:
    """The usage blocks of one reply."""
    prompt, out = rng.randrange(1, 30_000), rng.randrange(1, 3_000)
    cached, thought = rng.randrange(0, prompt + 1), rng.randrange(0, out + 1)
    plain: dict[str, Any] = {"prompt_tokens": prompt, "completion_tokens": out, "total_tokens": prompt + out}
    openai = {
        **plain,
        "prompt_tokens_details": {"cached_tokens": cached, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": thought, "accepted_prediction_tokens": 0},
    }
    cost = round(rng.random() / 50, rng.choice((6, 9, 12)))
    written = rng.randrange(0, prompt - cached + 1)
    shapes: dict[str, Callable[[], list[Any]]] = {
        "plain": lambda: [plain],
        "openai": lambda: [openai],
        "openrouter": lambda: [{**openai, "cost": cost, "cost_details": {"upstream_inference_cost": None}}],
        "openrouter free": lambda: [{**openai, "cost": 0}],
        "cost as parts": lambda: [{**plain, "cost": {"input_tokens_cost": 0.1, "total_cost": cost}}],
        "anthropic": lambda: [
            {
                **plain,
                "cache_read_input_tokens": cached,
                "cache_creation_input_tokens": written,
                "prompt_tokens_details": {"cached_tokens": cached},
            }
        ],
        "written in details": lambda: [
            {**plain, "prompt_tokens_details": {"cached_tokens": cached, "cache_write_tokens": written}}
        ],
        "deepseek": lambda: [{**plain, "prompt_cache_hit_tokens": cached, "prompt_cache_miss_tokens": prompt - cached}],
        "thought apart": lambda: [
            {
                **plain,
                "total_tokens": prompt + out + 77,
                "completion_tokens_details": {"reasoning_tokens": 77},
            }
        ],
        "more cached than sent": lambda: [{**openai, "prompt_tokens_details": {"cached_tokens": prompt + 50}}],
        "more written than sent": lambda: [{**plain, "cache_creation_input_tokens": prompt * 2}],
        "nothing": list,
        "null": lambda: [None],
        "zero": lambda: [{"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}],
        "zero with cost": lambda: [{"prompt_tokens": 0, "completion_tokens": 0, "cost": cost}],
        "half": lambda: [{"completion_tokens": out}],
        "nonsense": lambda: [{"prompt_tokens": str(prompt), "completion_tokens": -4, "cost": True}],
        "details null": lambda: [{**plain, "prompt_tokens_details": None, "completion_tokens_details": None}],
        "twice": lambda: [{"prompt_tokens": prompt, "completion_tokens": 1}, openai],
    }
    return shapes[kind]()


SHAPES = (
    *("plain", "openai", "openrouter", "anthropic", "deepseek", "nothing", "zero", "null", "half", "nonsense", "twice"),
    *("openrouter free", "cost as parts", "written in details", "thought apart", "zero with cost", "details null"),
    *("more cached than sent", "more written than sent"),
)
FAILURES = (400, 401, 402, 403, 404, 429, 500, 503)


def script(rng: random.Random, number: int) -> Script:
    """What model `number` answers."""
    prices, kind = rng.choice(PRICES), SHAPES[number % len(SHAPES)]
    good = Exchange(200, usages(rng, kind), True)
    fate = rng.random()
    if fate < 0.10:
        return Script(f"fails: {kind}", prices, [Exchange(rng.choice(FAILURES), [], False)])
    if fate < 0.18:
        return Script(f"fails once: {kind}", prices, [Exchange(rng.choice((429, 500, 503)), [], False), good])
    if fate < 0.25:
        return Script(f"breaks: {kind}", prices, [Exchange(200, good.usages, False)])
    return Script(kind, prices, [good])


def bill(exchange: Exchange, prices: Prices) -> Fraction | None:
    """US dollars that an exchange did cost, by its own figure or else by its tokens. None: nobody can know."""
    if exchange.status != 200 or not exchange.whole:
        return Fraction(0) if _is_free(prices) else None
    named = [_cost(each["cost"]) for each in exchange.usages if isinstance(each, dict) and "cost" in each]
    named = [cost for cost in named if cost is not None]
    if named:
        return named[-1]
    if _is_free(prices):
        return Fraction(0)
    if prices.fresh is None or prices.out is None or not exchange.usages or exchange.usages[-1] is None:
        return None
    last = exchange.usages[-1]
    prompt, out = last.get("prompt_tokens"), last.get("completion_tokens")
    if not isinstance(prompt, int) or prompt < 1 or not isinstance(out, int) or out < 0:
        return None
    details = last.get("prompt_tokens_details") or {}
    read = details.get("cached_tokens", last.get("cache_read_input_tokens", last.get("prompt_cache_hit_tokens", 0)))
    read = min(read, prompt)
    kept = last.get("cache_creation_input_tokens", details.get("cache_write_tokens", 0))
    kept = min(kept, prompt - read)
    thought = (last.get("completion_tokens_details") or {}).get("reasoning_tokens", 0)
    if last.get("total_tokens") == prompt + out + thought:
        out += thought
    fresh = Fraction(prices.fresh)
    millions = (prompt - read - kept) * fresh + kept * fresh * Fraction(5, 4) + out * Fraction(prices.out)
    millions += read * (fresh if prices.cached is None else Fraction(prices.cached))
    return millions / 1_000_000


def nano(dollars: Fraction) -> int:
    """Whole nano-dollars, halves to even."""
    return round(dollars * 10**9)


def _is_free(prices: Prices) -> bool:
    return prices.fresh == "0" and prices.out == "0"


def _cost(value: Any) -> Fraction | None:
    if isinstance(value, dict):
        value = value["total_cost"]
    return Fraction(repr(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None


@dataclass
class Biller:
    """A model server that answers each model by its script, and keeps what it sent."""

    scripts: dict[str, Script]
    sent: dict[str, list[Exchange]] = field(default_factory=dict)

    async def answer(self, connection: Any) -> None:
        """One request."""
        model = connection.seen.body["model"]
        done = self.sent.setdefault(model, [])
        tries = self.scripts[model].tries
        exchange = tries[min(len(done), len(tries) - 1)]
        done.append(exchange)
        if exchange.status != 200:
            await connection.status(exchange.status, {"error": {"message": "no", "code": exchange.status}})
            return
        await connection.begin()
        await connection.delta(role="assistant", content="")
        await connection.delta(content="The lamp burns low, and somebody knocks at the door. ")
        if not exchange.whole:
            connection.writer.close()
            raise ConnectionError
        await connection.delta(finish="stop")
        for usage in exchange.usages:
            await connection.usage(usage)
        await connection.end()


async def serve(biller: Biller) -> tuple[asyncio.Server, str]:
    """Listen; gives the server and its address."""
    from model_fakes import Connection, Seen

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                length = next(int(li.split(":")[1]) for li in head.split("\r\n") if li.lower().startswith("content-le"))
                body = json.loads(await reader.readexactly(length))
                await biller.answer(Connection(writer, asyncio.Event(), Seen("", {}, body)))
        except (ConnectionError, asyncio.IncompleteReadError):
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    return server, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/v1"
