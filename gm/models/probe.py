"""Looks for model servers on this machine's loopback, and nowhere else, within a fifth of a second."""

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any, Final

OLLAMA_PORT: Final = 11434
OPENAI_PORTS: Final = {8080: "llama.cpp", 1234: "LM Studio", 8000: "vLLM", 5001: "KoboldCpp"}
_HOST: Final = "127.0.0.1"
_OLLAMA_WINDOW: Final = 4096
"""Ollama's default window; a longer prompt is cut off in silence, so no more is offered to it."""
_NOT_FOR_CHAT: Final = ("embed", "rerank", "whisper", "bge-", "clip", "tts")
_REASONERS: Final = ("r1", "qwq", "think", "reason", "magistral", "gpt-oss")


@dataclass(frozen=True, slots=True)
class LocalModel:
    """A model that a local server offers. `context_window` in tokens, None if the server does not say."""

    name: str
    context_window: int | None = None

    @property
    def reasons(self) -> bool:
        """Whether its name says that it thinks before it answers."""
        lowered = self.name.lower()
        return any(mark in lowered for mark in _REASONERS)


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that answered. `endpoint` is the base of its OpenAI-compatible interface."""

    name: str
    endpoint: str
    models: tuple[LocalModel, ...]


async def probe_local(
    timeout: float = 0.2,  # noqa: ASYNC109 - the caller's limit for all of it, deadlines included
    *,
    ollama_port: int | None = OLLAMA_PORT,
    openai_ports: dict[int, str] | None = None,
) -> tuple[LocalServer, ...]:
    """All servers found, Ollama first, after at most `timeout` seconds. Never raises for what it does not find."""
    import httpx  # noqa: F401 - its import takes longer than the limit that is set below

    ports = OPENAI_PORTS if openai_ports is None else openai_ports
    targets = [] if ollama_port is None else [(ollama_port, "Ollama", "/api/tags")]
    targets += [(port, name, "/v1/models") for port, name in ports.items()]
    limit = asyncio.get_running_loop().time() + timeout
    found = await asyncio.gather(*(_look(port, name, path, limit) for port, name, path in targets))
    return tuple(server for server in found if server is not None and server.models)


async def _look(port: int, name: str, path: str, limit: float) -> LocalServer | None:
    with contextlib.suppress(TimeoutError, OSError, ValueError):
        async with asyncio.timeout_at(limit):
            _, writer = await asyncio.open_connection(_HOST, port)
            writer.close()
            body = await _get(f"http://{_HOST}:{port}{path}")
        return LocalServer(name, f"http://{_HOST}:{port}/v1", _models(body))
    return None


async def _get(url: str) -> Any:
    """The JSON at `url`; no proxy, no redirect, so that nothing but loopback is touched."""
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False, follow_redirects=False, verify=False) as client:
            reply = await client.get(url)
    except httpx.HTTPError as error:
        raise OSError(str(error)) from None
    if reply.status_code != 200:
        raise ValueError(f"{url} answered {reply.status_code}")
    return reply.json()


def _models(body: Any) -> tuple[LocalModel, ...]:
    if not isinstance(body, dict):
        return ()
    if isinstance(body.get("data"), list):
        listed = [_openai_model(item) for item in body["data"] if isinstance(item, dict)]
    else:
        items = body.get("models")
        listed = [
            LocalModel(str(item.get("name", "")), _OLLAMA_WINDOW)
            for item in (items if isinstance(items, list) else ())
            if isinstance(item, dict)
        ]
    return tuple(m for m in listed if m.name and not any(mark in m.name.lower() for mark in _NOT_FOR_CHAT))


def _openai_model(item: dict[str, Any]) -> LocalModel:
    meta = item.get("meta")
    told = item.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else None)
    return LocalModel(str(item.get("id", "")), told if isinstance(told, int) and told > 0 else None)
