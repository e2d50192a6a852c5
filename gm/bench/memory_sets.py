"""Transcripts of actual play with summaries that are aligned to their turns, read from a folder.

A folder holds sessions, one JSON each (`{"TURNS": [{"NAMES": […], "UTTERANCES": […]}]}`), as files or in a tar archive,
and lines of queries (`*.jsonl`): `ep` (the session's file name without its ending), `split`, `summary`, `turn_start`,
`turn_end`, and `chunk_id` where they are to be told apart by name.
"""

import json
import re
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from gm.domain.errors import NotFound

_CAMPAIGN: Final = re.compile(r"(.*)E\d+$")


@dataclass(frozen=True, slots=True)
class Spoken:
    """What somebody said in one go."""

    speakers: tuple[str, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session's transcript."""

    name: str
    campaign: str
    """What stands before the number of the episode."""
    lines: tuple[Spoken, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A piece of a summary with the turns that it is aligned to."""

    sitting: int
    """Which session, from 0."""
    campaign: str
    split: str
    summary: str
    first: int
    last: int
    """Turns of the session, both included. Where the next piece begins at the last one, it counts as that one's."""
    end: int
    """The same with the last one."""
    key: str = ""
    """The session's name and the number of the piece in it: by which those who judged it say which they mean."""


@dataclass(frozen=True, slots=True)
class Transcripts:
    """A whole set."""

    sittings: tuple[Sitting, ...]
    pairs: tuple[Pair, ...]

    def offsets(self) -> list[int]:
        """Number of the first turn of each session over all."""
        offsets = [0]
        for sitting in self.sittings:
            offsets.append(offsets[-1] + len(sitting.lines))
        return offsets


def load_transcripts(folder: Path) -> Transcripts:
    """Read a folder.

    Raises:
        NotFound: it holds no sessions or no queries.
    """
    sittings = tuple(_sitting(name, raw) for name, raw in sorted(_sessions(folder)))
    numbers = {sitting.name: number for number, sitting in enumerate(sittings)}
    pairs = []
    for file in sorted(folder.glob("*.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            found = json.loads(line)
            if found["ep"] in numbers:
                pairs.append(_pair(found, numbers[found["ep"]], sittings))
    if not sittings or not pairs:
        raise NotFound(
            f"There are no transcripts with queries in {folder}.",
            remedy="It should hold sessions (*.json, or a *.tar.gz of them) and queries (*.jsonl).",
        )
    return Transcripts(sittings, tuple(pairs))


def _pair(found: dict[str, Any], number: int, sittings: tuple[Sitting, ...]) -> Pair:
    first, end = int(found["turn_start"]), int(found["turn_end"])
    campaign = sittings[number].campaign
    key = f"{found['ep']}:{found['chunk_id']}" if "chunk_id" in found else ""
    return Pair(number, campaign, str(found["split"]), str(found["summary"]), first, max(first, end - 1), end, key)


def _sitting(name: str, raw: bytes) -> Sitting:
    lines = []
    for turn in json.loads(raw)["TURNS"]:
        said = turn["UTTERANCES"]
        lines.append(Spoken(tuple(turn.get("NAMES", ())), said if isinstance(said, str) else " ".join(said)))
    found = _CAMPAIGN.match(name)
    return Sitting(name, found.group(1) if found else "", tuple(lines))


def _sessions(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.glob("*.json"):
        yield file.stem, file.read_bytes()
    for archive in (*folder.glob("*.tar.gz"), *folder.glob("*.tar")):
        with tarfile.open(archive) as packed:
            for member in packed.getmembers():
                body = packed.extractfile(member) if member.name.endswith(".json") else None
                if body is not None:
                    yield Path(member.name).stem, body.read()
