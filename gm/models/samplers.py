"""Sampler settings: what each server takes, what it calls it, and a warning by name for what it does not take. Pure.

A setting that the server of a route is known not to take is left out of the call, since some servers refuse the whole
call for it, and named wherever routes are looked at. One that no server is known to take is sent as it was written, and
named too: it is new, or misspelled.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import yaml

from gm.domain.calls import Candidate
from gm.models.cache_marks import SETTING

_OWN: Final = frozenset({"reasoning_tokens", SETTING, "folder"})
"""Settings that are ours and not sent."""
_OPENAI_LIKE: Final = frozenset(
    {"openrouter", "openai", "mistral", "deepseek", "groq", "xai", "together_ai", "fireworks_ai"}
)
_BODY_ALWAYS: Final = frozenset({"reasoning", "chat_template_kwargs", "transforms"})


@dataclass(frozen=True, slots=True)
class SamplerWarning:
    """A setting under `extra:` that will not do what was meant. `sent`: whether it goes out all the same."""

    setting: str
    server: str
    sent: bool
    meant: str = ""
    """A name that is known and close, or ''."""

    def __str__(self) -> str:
        hint = f" (did you mean `{self.meant}`?)" if self.meant else ""
        if self.sent:
            return f"`{self.setting}` is no setting that a server is known to take{hint}; it is sent as it is"
        return f"{self.server} does not take `{self.setting}`{hint}; it is left out"


@dataclass(frozen=True, slots=True)
class Fitted:
    """What goes out of `extra:`: `arguments` as the protocol has them, `body` beside them."""

    arguments: Mapping[str, Any]
    body: Mapping[str, Any]
    warnings: tuple[SamplerWarning, ...] = ()


def server_of(candidate: Candidate) -> str:
    """Who runs it, as this table calls it; '' if that is not known."""
    prefix = candidate.model.partition("/")[0]
    if prefix in ("ollama", "ollama_chat"):
        return "ollama_chat"
    named = candidate.provider.casefold()
    known = _table()["servers"]
    if candidate.endpoint and prefix == "openai":
        return named if named in known and named != "openai" else ""
    return prefix if prefix in known else named if named in known else ""


def fitted(candidate: Candidate) -> Fitted:
    """What of a candidate's `extra:` goes out, under which names, and what to warn of."""
    server = server_of(candidate)
    arguments: dict[str, Any] = {}
    body: dict[str, Any] = {}
    warnings: list[SamplerWarning] = []
    taken, same = _server(server)
    for name, value in candidate.extra.items():
        if name in _OWN:
            continue
        if name == "extra_body":
            body.update(value)
            continue
        if name not in _table()["plumbing"]:
            found = _warning(name, server, taken, same)
            if found is not None:
                warnings.append(found)
                if not found.sent:
                    continue
            name = name if name in taken else same.get(name, name)
        (body if _in_body(candidate, server, name) else arguments)[name] = value
    return Fitted(arguments, body, tuple(warnings))


def samplers_as_of() -> str:
    """The date of what is known of servers, ISO."""
    return str(_table()["as_of"])


def _warning(name: str, server: str, taken: frozenset[str], same: Mapping[str, str]) -> SamplerWarning | None:
    if name in taken or name in same:
        return None
    everywhere = _everywhere()
    if name not in everywhere:
        close = difflib.get_close_matches(name, sorted(everywhere), n=1, cutoff=0.7)
        return SamplerWarning(name, server, True, close[0] if close else "")
    if not server:
        return None
    return SamplerWarning(name, server, False)


def _in_body(candidate: Candidate, server: str, name: str) -> bool:
    """Whether it stands beside what the protocol knows: the library would refuse it or leave it out as an argument."""
    if name in _BODY_ALWAYS:
        return True
    prefix = candidate.model.partition("/")[0]
    if prefix not in _OPENAI_LIKE:
        return False
    if name == "reasoning_effort":  # the library leaves it out for models whose names it does not know
        return bool(candidate.endpoint) and prefix == "openai"
    plumbing = name in _table()["plumbing"]
    return not plumbing and name not in _table()["standard"]


def _server(name: str) -> tuple[frozenset[str], Mapping[str, str]]:
    entry = _table()["servers"].get(name, {})
    return frozenset(entry.get("takes", ())), entry.get("same", {})


@lru_cache(maxsize=1)
def _everywhere() -> frozenset[str]:
    servers = _table()["servers"].values()
    return frozenset(name for entry in servers for name in (*entry["takes"], *entry.get("same", {})))


@lru_cache(maxsize=1)
def _table() -> dict[str, Any]:
    text = files("gm.models").joinpath("samplers.yaml").read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded
