"""`gm import FILE…`: cards, lorebooks and chats of other programs, told by their shape; what became of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from gm.domain.campaign import Rating
    from gm.domain.card import Note
    from gm.interop.sniff import Sniffed
    from gm.settings import Settings

MOST_FILES: Final = 500
_RANK: Final = {"campaign": 0, "card": 1, "book": 2, "chat": 3}
_PASSED_OVER: Final = (".jinja2", ".md", ".txt", ".log", ".DS_Store")


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the options of the command ask for."""

    home: Path
    name: str | None = None
    into: str | None = None
    game: str | None = None
    as_: str | None = None
    greeting: int = 1
    instructions: bool = False
    rating: "Rating | None" = None
    force: bool = False


@dataclass(slots=True)
class Taken:
    """What became of a file. `error`: it was not taken in, and why."""

    file: str
    kind: str = ""
    """card, book, chat, campaign; '' where it could not be told."""
    title: str = ""
    into: str = ""
    """The campaign or game that has it now."""
    next: str = ""
    """What to do with it."""
    notes: "list[Note]" = field(default_factory=list)
    greetings: tuple[str, ...] = ()
    error: str = ""
    remedy: str = ""

    def as_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "file": self.file,
            "kind": self.kind,
            "title": self.title,
            "into": self.into,
            "next": self.next,
            "notes": [note.model_dump() for note in self.notes],
            "greetings": list(self.greetings),
            "error": self.error or None,
        }


def files_of(paths: Sequence[str]) -> list[Path]:
    """The files and campaign folders that were named; of other folders, everything in them.

    Raises:
        NotFound: there is nothing at a path. Refused: there are too many.
    """
    from gm.domain.errors import NotFound, Refused

    found: list[Path] = []
    for each in paths:
        path = Path(each)
        if not path.exists():
            raise NotFound(f"There is nothing at {path}.", remedy="Name a card, a lorebook, a chat, or a campaign.")
        if path.is_file() or (path / "campaign.yaml").is_file():
            found.append(path)
            continue
        inside = list(_inside(path))
        if not inside:
            raise NotFound(
                f"There is no campaign.yaml in {path}, and nothing else to take in.",
                remedy="gm import takes a campaign's folder or zip, cards, lorebooks and chats.",
            )
        found += inside
    if len(found) > MOST_FILES:
        raise Refused(f"That is {len(found)} files; {MOST_FILES} at a time.", remedy="Name fewer.")
    return found


def _inside(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.is_file() and not hidden and not path.name.endswith(_PASSED_OVER):
            yield path


def take_order(paths: Sequence[Path]) -> list[Path]:
    """Campaigns first, then cards, then books, then chats: so that a chat finds its character."""
    return sorted(paths, key=lambda path: _RANK[_kind_of(path)])


def _kind_of(path: Path) -> str:
    """What a file is by its first bytes, to put many in order: never trusted any further."""
    if path.is_dir():
        return "campaign"
    with path.open("rb") as file:
        head = file.read(4096)
    if b'"chat_metadata"' in head or b'"is_user"' in head or b'"mes"' in head:
        return "chat"
    return "book" if b'"entries"' in head and b'"spec": "chara' not in head else "card"


def take_file(path: Path, wishes: Wishes, settings: "Settings") -> Taken:
    """Take one file in.

    Raises:
        GmError: it cannot be taken in.
    """
    from zipfile import is_zipfile

    from gm.cli.import_books import take_book
    from gm.cli.import_cards import take_card
    from gm.cli.import_chats import take_chat
    from gm.cli.imports import take_in
    from gm.interop.sniff import BookFile, CampaignFile, CardFile

    if path.is_dir():
        slug = take_in(path, wishes.home, force=wishes.force)
        return Taken(str(path), "campaign", slug, slug, f"gm play {slug}")
    found, sha = sniffed(path)
    if isinstance(found, CampaignFile):
        slug = take_in(path, wishes.home, force=wishes.force) if is_zipfile(path) else _single(path, wishes)
        return Taken(str(path), "campaign", slug, slug, f"gm play {slug}")
    if isinstance(found, CardFile):
        return take_card(path, found, wishes)
    if isinstance(found, BookFile):
        return take_book(path, found, wishes)
    return take_chat(path, found, sha, wishes, settings)


def _single(path: Path, wishes: Wishes) -> str:
    """A campaign that is one file, into a folder of that name; gives the name."""
    import tempfile

    from gm.cli.imports import take_in
    from gm.interop.spelling import id_of

    with tempfile.TemporaryDirectory(prefix="gm-import-") as scratch:
        folder = Path(scratch) / (wishes.name or id_of(path.stem, fallback="campaign"))
        folder.mkdir()
        (folder / "campaign.yaml").write_bytes(path.read_bytes())
        return take_in(folder, wishes.home, force=wishes.force)


def sniffed(path: Path) -> "tuple[Sniffed, str]":
    """What is in a file, and the SHA-256 of its bytes.

    Raises:
        InputError: it is nothing that we take. Refused: it is too large.
    """
    import hashlib

    from gm.domain.errors import Refused
    from gm.interop.sniff import MAX_BYTES, sniff

    if path.stat().st_size > MAX_BYTES:
        raise Refused(f"{path} is larger than {MAX_BYTES // 2**20} MiB.", remedy="Split it.")
    raw = path.read_bytes()
    return sniff(raw, path.name), hashlib.sha256(raw).hexdigest()
