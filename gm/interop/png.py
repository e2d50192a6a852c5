"""The text chunks of a PNG, where cards live; read and written without touching the picture."""

import struct
import zlib
from collections.abc import Mapping
from typing import Final

from gm.domain.errors import InputError

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
MAX_PNG_BYTES: Final = 32 * 1024 * 1024
_SMALLEST: Final = (
    SIGNATURE
    + b"\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
    + b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d"
    + b"\x00\x00\x00\x00IEND\xaeB`\x82"
)
"""A picture of one pixel, for a card that has none."""


def is_png(raw: bytes) -> bool:
    """Whether bytes begin as a PNG does."""
    return raw.startswith(SIGNATURE)


def chunks(raw: bytes) -> list[tuple[bytes, bytes]]:
    """The chunks as (type, content), up to the end of the picture. What follows the end is left alone.

    Raises:
        InputError: no PNG, too large, or cut off.
    """
    if not is_png(raw):
        raise InputError("This is not a PNG.")
    if len(raw) > MAX_PNG_BYTES:
        raise InputError(f"The picture is larger than {MAX_PNG_BYTES // 2**20} MiB.")
    found = []
    at = len(SIGNATURE)
    while at + 8 <= len(raw):
        size, kind = struct.unpack_from(">I4s", raw, at)
        content = raw[at + 8 : at + 8 + size]
        if len(content) < size:
            raise InputError("The picture is cut off.", remedy="Download it again; a thumbnail holds no card.")
        found.append((kind, content))
        if kind == b"IEND":
            return found
        at += size + 12
    raise InputError("The picture has no end.", remedy="Download it again; a thumbnail holds no card.")


def texts(raw: bytes) -> dict[str, bytes]:
    """The tEXt chunks by keyword, in lower case: programs do not agree about it. Of equal ones the last counts."""
    found = {}
    for kind, content in chunks(raw):
        if kind == b"tEXt" and b"\0" in content:
            keyword, _, text = content.partition(b"\0")
            found[keyword.decode("latin-1").lower()] = text
    return found


def with_texts(raw: bytes | None, new: Mapping[str, bytes]) -> bytes:
    """The picture (None: one of a single pixel) with these tEXt chunks in place of those of the same keywords."""
    keywords = {keyword.lower() for keyword in new}
    out = [SIGNATURE]
    for kind, content in chunks(raw or _SMALLEST):
        if kind == b"tEXt" and content.partition(b"\0")[0].decode("latin-1").lower() in keywords:
            continue
        if kind == b"IEND":
            out += [_chunk(b"tEXt", keyword.encode("latin-1") + b"\0" + text) for keyword, text in new.items()]
        out.append(_chunk(kind, content))
    return b"".join(out)


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def picture_only(raw: bytes) -> bytes:
    """The picture without any text, and without what follows its end."""
    kept = [_chunk(kind, content) for kind, content in chunks(raw) if kind not in (b"tEXt", b"zTXt", b"iTXt")]
    return b"".join([SIGNATURE, *kept])
