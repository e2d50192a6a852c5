"""An oracle at the table: a question, answered by odds and a roll that the ledger keeps, as a beat of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gm.domain.errors import Refused
from gm.domain.play import Game, Hand, Turn
from gm.play.parts import Face
from gm.rules.oracle import Answer, answer_of, said

if TYPE_CHECKING:
    from gm.play.engine import TurnEngine

LONGEST: Final = 300
"""Characters of a question."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, its chance in a hundred, what was rolled and what that says."""

    question: str
    chance: int
    rolled: int
    answer: Answer
    words: str
    turn: Turn


async def ask_oracle(
    engine: "TurnEngine", game: Game, question: str, chance: int, *, face: str, source_id: str, player: str, shows: Face
) -> Asked:
    """Answer a question by odds; the same source twice is one question. What it says stands in the story from then on.

    Raises:
        Refused: there is no question, or it is too long.
    """
    question = " ".join(question.replace("\x00", "").split())
    if not question:
        raise Refused("Ask something that can be answered by yes or no.", key="oracle.nothing")
    if len(question) > LONGEST:
        raise Refused(f"A question takes {LONGEST} characters.", key="input.long", most=LONGEST)
    record = await engine.roll(game, "1d100", source_id=f"oracle:{source_id}", player=player)
    answer = answer_of(record.total, chance)
    language = (await engine.state(game)).campaign.language
    words = f"({question} {record.total} / {chance} %. {said(answer, language)})"
    turn = await engine.adjust(game, Hand(face, source_id, player, words=words), shows)
    return Asked(question, chance, record.total, answer, said(answer, language), turn)
