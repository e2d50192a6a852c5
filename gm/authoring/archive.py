"""A campaign that arrives as one file: a single `.yaml`, or a zip of a campaign's folder. Pure: bytes in, files out.

The archive is a stranger's. Nothing of it is written anywhere; only names that can be a campaign's files are read, no
more bytes than a campaign may have are unpacked, and whatever looks like an attempt at more is refused whole.
"""

import io
import re
import stat
import unicodedata
import zipfile
import zlib
from collections.abc import Mapping
from typing import Final

from gm.authoring.include import MAIN
from gm.domain.errors import Refused

MAX_ENTRIES: Final = 500
MAX_FILES: Final = 200
MAX_FILE: Final = 1024 * 1024
MAX_UNPACKED: Final = 4 * 1024 * 1024
"""Bytes of all files together: what a campaign may have."""
_LONGEST: Final = 200
_PLAIN: Final = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_WANTED: Final = re.compile(
    r"(?:.+/)?[^/]+\.(?:yaml|yml)|(?:.+/)?prompts/.+\.jinja2|(?:.+/)?lore/[^/]+\.json", re.DOTALL
)
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def read_upload(name: str, body: bytes) -> dict[str, bytes]:
    """The campaign's files in an upload: path below its folder → bytes.

    Raises:
        Refused: it is neither YAML nor a zip, is damaged or unsafe, or holds no campaign.yaml.
    """
    if name.lower().endswith((".yaml", ".yml")):
        if len(body) > MAX_FILE:
            raise Refused(f"The file is larger than {MAX_FILE // 2**20} MiB.", remedy="Split it, and send a zip.")
        return {MAIN: body}
    if not name.lower().endswith(".zip"):
        raise Refused("Only a .yaml file or a .zip of a campaign's folder can be taken.")
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            found = _unpacked(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, ValueError, OSError) as error:
        raise Refused("The zip cannot be read: it is damaged.", remedy="Pack it anew.") from error
    return _rooted(found)


def packed(sources: Mapping[str, bytes]) -> bytes:
    """The files as a zip of our own: the same files are the same bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(sources):
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), sources[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _unpacked(archive: zipfile.ZipFile) -> dict[str, bytes]:
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES:
        raise Refused(f"The zip holds {len(entries):,} entries; a campaign has {MAX_ENTRIES} at most.")
    found: dict[str, bytes] = {}
    seen: set[str] = set()
    left = MAX_UNPACKED
    for entry in entries:
        parts = _parts(entry)
        if entry.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
            continue
        path = "/".join(parts)
        same = unicodedata.normalize("NFC", path).casefold()
        if same in seen:
            raise Refused(f"The zip holds {_shown(path)} twice.")
        seen.add(same)
        if not _WANTED.fullmatch(path):
            continue
        if entry.flag_bits & 1:
            raise Refused("The zip is locked with a password.", remedy="Pack it without one.")
        if entry.compress_type not in _PLAIN:
            raise Refused("The zip is packed in a way that is not taken.", remedy="Pack it as an ordinary zip.")
        with archive.open(entry) as source:
            content = source.read(min(left, MAX_FILE) + 1)
        if len(content) > MAX_FILE:
            raise Refused(f"{_shown(path)} is larger than {MAX_FILE // 2**20} MiB.", remedy="Split it.")
        left -= len(content)
        if left < 0:
            raise Refused(f"The zip unpacks to more than {MAX_UNPACKED // 2**20} MiB of campaign text.")
        found[path] = content
        if len(found) > MAX_FILES:
            raise Refused(f"The zip holds more than {MAX_FILES} files of a campaign.")
    return found


def _parts(entry: zipfile.ZipInfo) -> list[str]:
    """The name's parts. Refuses what leads out of the archive or is no plain file."""
    name = entry.filename
    if len(name) > _LONGEST:
        raise Refused(f"The zip holds a name that is too long: {_shown(name)}.")
    parts = name.rstrip("/").split("/")
    bad = name.startswith("/") or "\\" in name or ":" in name or any(part in ("", ".", "..") for part in parts)
    if bad or any(unicodedata.category(char).startswith("C") for char in name):
        raise Refused(f"The zip holds a name that no campaign's file can have: {_shown(name)}.")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        raise Refused(f"The zip holds a link or a device: {_shown(name)}.", remedy="Pack the file itself.")
    return parts


def _rooted(found: dict[str, bytes]) -> dict[str, bytes]:
    """The files below the folder that holds campaign.yaml: the archive itself, or the only folder in it."""
    if MAIN in found:
        return found
    heads = {path.partition("/")[0] for path in found}
    if len(heads) == 1 and f"{(head := heads.pop())}/{MAIN}" in found:
        return {path.removeprefix(f"{head}/"): content for path, content in found.items()}
    raise Refused(f"There is no {MAIN} in the zip.", remedy="Pack the folder that holds it.")


def _shown(name: str) -> str:
    flat = "".join(char if char.isprintable() else "?" for char in name)
    return f'"{flat if len(flat) <= 60 else flat[:60] + "…"}"'
