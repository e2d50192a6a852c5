"""Vendors' errors and usage in our own words: the one edge where they are mapped. Keys never get past it."""

import re
from typing import Final

from gm.domain.calls import BackendRequest, Candidate
from gm.domain.embeddings import EmbedRequest
from gm.domain.errors import BadReply, ContextOverflow, ModelError, ModelUnavailable
from gm.models.deadlines import RefusedRequest, TransientFailure
from gm.models.retrying import Wait, wait_of
from gm.models.windows import told_window

_OVERFLOW: Final = re.compile(
    r"context[ _-]?(length|window|size)|exceed_context|maximum context|too many tokens|prompt is too long",
    re.IGNORECASE,
)
_UNREACHABLE: Final = frozenset({"ConnectError", "APIConnectionError", "ConnectTimeout", "ClientConnectorError"})
_BROKEN: Final = frozenset({"MidStreamFallbackError", "RemoteProtocolError", "ReadError", "ClientPayloadError"})
_TIMED_OUT: Final = frozenset({"APITimeoutError", "ReadTimeout", "WriteTimeout", "PoolTimeout", "TimeoutException"})
_MODERATED: Final = re.compile(r"moderat|flagged|content[ _-]?(policy|filter)", re.IGNORECASE)
_POLICY: Final = frozenset({"ContentPolicyViolationError", "RejectedRequestError"})
_SECRET: Final = re.compile(
    r"\b(?:sk|pk|gsk|key)[-_][A-Za-z0-9_\-]{12,}|\bAIza[A-Za-z0-9_\-]{12,}|Bearer\s+\S+", re.IGNORECASE
)
_LONGEST_LINE: Final = 160


def map_error(
    error: BaseException, request: BackendRequest | EmbedRequest, key: str | None, *, begun: bool
) -> ModelError:
    """Our error for a vendor's. `begun` says that part of the reply had arrived. The key is scrubbed from any text."""
    if isinstance(error, ModelError):
        return error
    candidate = request.candidate
    chain = _chain(error)
    names = {type(link).__name__ for link in chain}
    status = next((code for link in chain if isinstance(code := getattr(link, "status_code", None), int)), None)
    text = _line(error, key)
    if "ContextWindowExceededError" in names or (status in (400, 413, 422) and _OVERFLOW.search(str(error))):
        overflow = ContextOverflow(f"the prompt is longer than the window of {candidate.model}")
        overflow.window, overflow.asked = told_window(str(error))
        return overflow
    if begun or names & _BROKEN:
        return TransientFailure(f"{candidate.model} broke off in the middle of its reply").of("broken")
    if names & _TIMED_OUT:
        return ModelUnavailable(f"{candidate.model} did not answer in time").of("silent")
    if names & _UNREACHABLE or "Connection error" in str(error):
        where = candidate.endpoint or candidate.provider or "the provider"
        remedy = f"is the server of {candidate.model} running, and the network up?"
        return ModelUnavailable(f"{where} cannot be reached", remedy=remedy).of("unreachable")
    if names & _POLICY or (status == 403 and _MODERATED.search(text)):
        return BadReply(f"{candidate.model} declined on its content policy").of("censored")
    mapped = _by_status(status, candidate, text)
    if isinstance(mapped, TransientFailure):
        mapped.wait = _wait(chain)
    return mapped


def _by_status(status: int | None, candidate: Candidate, text: str) -> ModelError:
    who = candidate.provider or candidate.endpoint or candidate.model
    if status in (401, 403):
        remedy = f"check {candidate.key_env}" if candidate.key_env else f"{candidate.endpoint} wants a key: set key_env"
        return ModelUnavailable(f"{who} refused the key", remedy=remedy).of("key")
    if status == 402:
        remedy = "top it up, or use another key"
        return ModelUnavailable(f"{who} says that the account has no credit", remedy=remedy).of("credit")
    if status == 404:
        remedy = "check its name: gm doctor"
        return ModelUnavailable(f"{who} does not know the model {candidate.model}", remedy=remedy).of("unknown_model")
    if status in (408, 504, 524):  # somebody in between grew tired of waiting: the model may have written
        return TransientFailure(f"{who} took too long over the request").of("silent")
    if status == 429:
        remedy = "wait a little, or add a second candidate"
        return TransientFailure(f"{who} is limiting the rate", remedy=remedy).of("rate")
    if status is not None and 400 <= status < 500:
        return RefusedRequest(f"{who} refused the request: {text}")
    return TransientFailure(f"{who} had a fault of its own: {text}")


def missing_key(candidate: Candidate) -> ModelUnavailable:
    """The environment variable that a candidate names is not set."""
    remedy = f"check {candidate.key_env}: it is not set"
    return ModelUnavailable(f"no key for {candidate.model}", remedy=remedy).of("key")


def scrub(text: str, key: str | None) -> str:
    """The text without the key, and without anything else that looks like one."""
    if key:
        text = text.replace(key, "[key]")
    return _SECRET.sub("[key]", text)


def _wait(chain: list[BaseException]) -> Wait | None:
    """How long the server wants to be left alone, by the headers of its answer."""
    for link in chain:
        response = getattr(link, "response", None)
        for headers in (getattr(response, "headers", None), getattr(link, "headers", None)):
            if headers is None:
                continue
            try:
                found = wait_of({str(name).lower(): str(value) for name, value in headers.items()})
            except (AttributeError, TypeError, ValueError):
                continue
            if found is not None:
                return found
    return None


def _chain(error: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and len(links) < 8:
        links.append(current)
        original = getattr(current, "original_exception", None)
        following = original if isinstance(original, BaseException) else current.__cause__ or current.__context__
        current = following if following not in links else None
    return links


def _line(error: BaseException, key: str | None) -> str:
    text = " ".join(scrub(str(error), key).split())
    text = re.sub(r"^(?:(?:litellm\.)?\w+(?:Error|Exception)\s*[:-]\s*)+", "", text)
    return text if len(text) <= _LONGEST_LINE else text[: _LONGEST_LINE - 1] + "…"
