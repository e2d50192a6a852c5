"""What became of imported files, in lines."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from gm.cli.import_files import Taken

if TYPE_CHECKING:
    from gm.domain.card import Note

_MOST: Final = 12
"""Notes of one fate that are shown; --json has all."""
_KINDS: Final = {"card": "a character card", "book": "a lorebook", "chat": "a chat", "campaign": "a campaign"}


def report_rows(taken: Taken) -> Iterator[str]:
    """A file's rows."""
    if taken.error:
        yield f"{taken.file}: {taken.error}{' ' + taken.remedy if taken.remedy else ''}"
        return
    if taken.kind == "campaign":
        yield f"{taken.file} is in as {taken.into}: {taken.next}"
        return
    yield f"{taken.file}: {_KINDS[taken.kind]}, {taken.title}"
    for fate in ("mapped", "kept", "lost"):
        notes = [note for note in taken.notes if note.fate == fate]
        yield from _notes(fate, notes)
    if len(taken.greetings) > 1:
        yield "  ways to begin (--greeting N):"
        yield from (f"    {number}. {text}" for number, text in enumerate(taken.greetings, start=1))
    yield f"  {'Play it: ' if taken.next.startswith('gm play') else ''}{taken.next}"


def _notes(fate: str, notes: "Sequence[Note]") -> Iterator[str]:
    for note in notes[:_MOST]:
        yield f"  {fate:<6} {note.what}: {note.text}"
    if len(notes) > _MOST:
        yield f"  {fate:<6} and {len(notes) - _MOST} more (--json has all)"


def summary(taken: Sequence[Taken]) -> str:
    """The last row, where there were several files."""
    wrong = sum(bool(each.error) for each in taken)
    kinds = [f"{sum(each.kind == kind and not each.error for each in taken)} {kind}" for kind in _KINDS]
    there = ", ".join(f"{each}{'' if each.startswith('1 ') else 's'}" for each in kinds if not each.startswith("0 "))
    return f"{there or 'Nothing'} taken in" + (f"; {wrong} not." if wrong else ".")
