"""Reading the broker's public list of models: on request, without a key, from an address that the host can set."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from gm.domain.errors import ModelUnavailable
from gm.models.known import Known, KnownModel

BASE: Final = "https://openrouter.ai/api/v1"
_MOST_BYTES: Final = 32 * 1024 * 1024
_SECONDS: Final = 30.0
_REMEDY: Final = "Try again later, or set another `models_url` in gm.yaml."


@dataclass(frozen=True, slots=True)
class Difference:
    """What has changed for one model. `before` and `after` are in words."""

    model: str
    what: Literal["price", "window", "gone", "new", "retires"]
    before: str
    after: str
    dearer: bool = False


async def fetch_models(base: str) -> Any:
    """What is at `BASE/models`, as JSON. Sends nothing but the request; follows no redirect.

    Raises:
        ModelUnavailable: it cannot be read.
    """
    import httpx

    url = f"{base.rstrip('/')}/models"
    try:
        async with (
            httpx.AsyncClient(timeout=_SECONDS, follow_redirects=False) as client,
            client.stream("GET", url, headers={"Accept": "application/json"}) as reply,
        ):
            if reply.status_code != 200:
                raise ModelUnavailable(f"{url} answered {reply.status_code}.", remedy=_REMEDY)
            body = bytearray()
            async for piece in reply.aiter_bytes():
                body += piece
                if len(body) > _MOST_BYTES:
                    raise ModelUnavailable(f"{url} sends more than a list of models has.", remedy=_REMEDY)
        return json.loads(body)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        why = str(error) or type(error).__name__
        raise ModelUnavailable(f"{url} cannot be read: {why}.", remedy=_REMEDY) from None
    except ValueError:
        raise ModelUnavailable(f"{url} does not answer in JSON.", remedy=_REMEDY) from None


def differences(before: Mapping[str, KnownModel], after: Known, used: Mapping[str, str]) -> list[Difference]:
    """What has changed for the models in use. `used`: id → what routes call it. `before`: what was known of them."""
    found: list[Difference] = []
    for name, called in sorted(used.items(), key=lambda pair: pair[1]):
        old, new = before.get(name), after.models.get(name) or after.models.get(name.partition(":")[0])
        if new is None:
            found.append(Difference(called, "gone", "" if old is None else prices_in_words(old), "not listed any more"))
        elif old is None:
            found.append(Difference(called, "new", "", f"{prices_in_words(new)}, window {new.context_window or '?'}"))
        else:
            found += _changed(called, old, new)
    return found


def prices_in_words(model: KnownModel) -> str:
    """`$0.28 in, $0.14 cached, $0.42 out`, per million tokens."""
    parts = ((model.price_in, "in"), (model.price_cached, "cached"), (model.price_out, "out"))
    told = [f"{_dollars(price)} {what}" for price, what in parts if price is not None]
    return ", ".join(told) or "price unknown"


def _dollars(price: float) -> str:
    return f"${price:.4f}".rstrip("0").rstrip(".") if price else "$0"


def _changed(called: str, old: KnownModel, new: KnownModel) -> list[Difference]:
    found: list[Difference] = []
    pairs = ((old.price_in, new.price_in), (old.price_cached, new.price_cached), (old.price_out, new.price_out))
    if any(now is not None and now != then for then, now in pairs):
        dearer = any(then is not None and now is not None and now > then for then, now in (pairs[0], pairs[2]))
        found.append(Difference(called, "price", prices_in_words(old), prices_in_words(new), dearer))
    if new.context_window is not None and old.context_window != new.context_window:
        found.append(Difference(called, "window", f"{old.context_window or '?'}", f"{new.context_window}"))
    if new.retires and old.retires != new.retires:
        found.append(Difference(called, "retires", old.retires, new.retires))
    return found
