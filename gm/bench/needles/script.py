"""The order of a needle session: which turn tells, distracts or asks. Drawn from a seed: two runs play the same."""

from dataclasses import dataclass
from typing import Literal

from gm.bench.needles.draws import Draws
from gm.bench.needles.material import Material, Needle

Asked = Literal["names", "paraphrase"]


@dataclass(frozen=True, slots=True)
class Length:
    """How long a session is. Windows are turn numbers, first and last."""

    turns: int = 2000
    told: tuple[int, int] = (3, 60)
    early: tuple[int, int] = (300, 500)
    late: tuple[int, int] = (1800, 2000)
    distractors: int = 1000


FULL = Length()
QUICK = Length(turns=220, told=(3, 40), early=(90, 140), late=(170, 220), distractors=90)
"""For tests: the same kinds of turns, fewer of them. Asked well after the telling has left the transcript."""


SHORT = Length(turns=125, told=(3, 27), early=(80, 125), late=(0, -1), distractors=30)
"""Asked once only: the shortest that still lets a telling leave the transcript."""


@dataclass(frozen=True, slots=True)
class Beat:
    """One turn of the script."""

    number: int
    player: str
    """What the player types."""
    heard: str
    """What the world answers beside the narrator's everyday text; empty when nothing is answered."""
    by_hand: bool = False
    """A game master writes this beat's telling."""
    needle: Needle | None = None
    asked: Asked | None = None
    late: bool = False

    @property
    def tells(self) -> bool:
        """Whether this turn tells a fact."""
        return self.needle is not None and self.asked is None


def script(material: Material, length: Length, seed: str = "needles") -> list[Beat]:
    """The whole session, turn by turn from 1."""
    draws = Draws(f"{seed}:{length.turns}")  # the language is no part of it: all languages ask in the same order
    beats: dict[int, Beat] = {}
    for number, text in enumerate(material.introductions, start=1):
        beats[number] = Beat(number, material.plain(draws), text)
    told = _free(range(len(beats) + 1, length.told[1] + 1), beats, draws)
    for needle in material.needles:
        number = told.pop()
        player = needle.told if needle.by == "player" else material.plain(draws)
        heard = "" if needle.by == "player" else needle.told
        beats[number] = Beat(number, player, heard, needle.by == "gm", needle)
    for late, window in ((False, length.early), (True, length.late)):
        numbers = _free(range(window[0], window[1] + 1), beats, draws)
        if not numbers:
            continue
        for asked in ("names", "paraphrase"):
            for needle in material.needles:
                number = numbers.pop()
                text = needle.names if asked == "names" else needle.paraphrase
                beats[number] = Beat(number, text, "", False, needle, asked, late)
    others = _free(range(1, length.turns + 1), beats, draws)
    for line, said in material.distractors(draws, min(length.distractors, len(others))):
        number = others.pop()
        beats[number] = Beat(number, line if said else material.plain(draws), "" if said else line)
    for number in others:
        beats[number] = Beat(number, material.plain(draws), "")
    return [beats[number] for number in sorted(beats)]


def _free(numbers: range, beats: dict[int, Beat], draws: Draws) -> list[int]:
    free = [number for number in numbers if number not in beats]
    draws.shuffle(free)
    return free
