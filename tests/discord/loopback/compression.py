"""What goes over the gateway's socket: JSON, in a zlib or zstd stream if the client asked for one."""

import importlib
import json
import zlib
from typing import Any

from aiohttp import web


class Compressor:
    """Packs frames for one connection; `kind` is the `compress` of the client's query."""

    def __init__(self, kind: str | None) -> None:
        self._stream: Any = None
        self._flush: Any = None
        if kind == "zlib-stream":
            self._stream, self._flush = zlib.compressobj(), zlib.Z_SYNC_FLUSH
        elif kind == "zstd-stream":
            self._stream, self._flush = _zstd()
        elif kind:
            raise ValueError(f"unknown compression {kind}")

    def pack(self, frame: dict[str, Any]) -> bytes:
        """The bytes of one frame, flushed so that the client can read it at once."""
        raw = json.dumps(frame, ensure_ascii=False, separators=(",", ":")).encode()
        if self._stream is None:
            return raw
        return bytes(self._stream.compress(raw) + self._stream.flush(self._flush))

    async def send(self, socket: web.WebSocketResponse, frame: dict[str, Any]) -> None:
        """Send one frame: text when plain, binary when compressed, as Discord does."""
        packed = self.pack(frame)
        await (socket.send_str(packed.decode()) if self._stream is None else socket.send_bytes(packed))


def _zstd() -> tuple[Any, Any]:
    try:
        module = importlib.import_module("compression.zstd")
        made = module.ZstdCompressor()
        return made, made.FLUSH_BLOCK
    except ImportError:
        module = importlib.import_module("zstandard")
        return module.ZstdCompressor().compressobj(), module.COMPRESSOBJ_FLUSH_BLOCK
