"""Session zero, as faces use it: `engine.zero`. Tone, lines, veils and pace of a table, agreed on together; once for
each game, changeable at any time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gm.domain.boundaries import MOST, BoundaryKind, read_boundaries
from gm.domain.errors import Refused
from gm.domain.play import Game
from gm.domain.table import PACES, Pace, TableSettings
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.store.sessions import load_sessions
from gm.store.table_settings import change_table, load_table

MOST_TONES = 6
LONGEST_TONE = 120


@dataclass(frozen=True, slots=True)
class Zero:
    """What a table has agreed on, besides what its campaign says."""

    held: bool
    tone: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    """As they are written: topics, and after a colon words."""
    veils: tuple[str, ...] = ()
    pace: Pace | None = None
    """None: as the campaign has it."""


@dataclass
class ZeroDesk:
    """What faces call."""

    parts: EngineParts

    async def now(self, game: Game) -> Zero:
        """What the table has agreed on so far."""
        async with self.parts.database.read() as db:
            return _zero(await load_table(db, game.id))

    async def is_due(self, game: Game, party: int) -> bool:
        """Whether a session zero is worth a word now that so many play: when a first game stops being one person's,
        once, and not where one was held. Nobody who plays alone is asked."""
        if party != 2:
            return False
        async with self.parts.database.read() as db:
            sessions = await load_sessions(db, game.id)
            return not (await load_table(db, game.id)).zero and all(each.closed_at is None for each in sessions)

    async def agree(
        self,
        game: Game,
        *,
        tone: Sequence[str] | None = None,
        lines: Sequence[str] | None = None,
        veils: Sequence[str] | None = None,
        pace: str | None = None,
    ) -> Zero:
        """Write down what was agreed on; None stays as it is, () and '' go back to the campaign's own. Counts from the
        next prompt on.

        Raises:
            Refused: too many lines or veils, no such pace, or a tone that this table does not play.
        """
        await screen_words(self.parts, game, *(tone or ()), said=True)
        fields: dict[str, Any] = {"zero": True}
        kinds: tuple[tuple[str, BoundaryKind, Sequence[str] | None], ...] = (
            ("lines", "line", lines),
            ("veils", "veil", veils),
        )
        for name, kind, texts in kinds:
            if texts is None:
                continue
            read = read_boundaries(texts, kind)
            if len(read) > MOST:
                raise Refused(f"At most {MOST} of each kind.", key="safety.many", most=MOST)
            fields[name] = tuple(each.text for each in read)
        if pace is not None:
            if pace not in ("", *PACES):
                raise Refused(f'"{pace}" is no pace.', remedy=f"One of: {', '.join(PACES)}.")
            fields["pace"] = pace or None
        async with self.parts.database.begin() as db:
            if tone is not None:
                named = (" ".join(each.split())[:LONGEST_TONE] for each in tone)
                voice = (await load_table(db, game.id)).voice
                kept = tuple(dict.fromkeys(each for each in named if each))[:MOST_TONES]
                fields["voice"] = voice.model_copy(update={"tone": kept}).model_dump()
            changed = await change_table(db, game.id, fields)
            await db.commit()
        return _zero(changed)


def _zero(table: TableSettings) -> Zero:
    return Zero(table.zero, table.voice.tone, table.lines, table.veils, table.pace)
