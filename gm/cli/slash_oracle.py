"""`/oracle`: a yes-or-no question, answered by odds and a roll that is kept."""

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused


async def oracle(sitting: Sitting, argument: str) -> None:
    """Ask, with odds at the end: hardly, unlikely, even, likely, surely, or a number (`30%`)."""
    from gm.play.oracle import ask_oracle
    from gm.rules.oracle import read_question

    question, chance = read_question(argument)
    if not question:
        raise Refused("Ask what?", remedy="For example: /oracle is the door locked? likely")
    asked = await ask_oracle(
        sitting.app.engine,
        sitting.game,
        question,
        chance,
        face=sitting.source_face,
        source_id=sitting.fresh_id(),
        player=PLAYER,
        shows=_Unseen(),
    )
    sitting.took(asked.turn)
    sitting.screen.line(f"{asked.question} {asked.chance} in 100: rolled {asked.rolled}.", indent=2, style="dim")
    sitting.screen.line(asked.words, style="bold")


class _Unseen:
    """The beat itself is not shown: its answer is."""

    async def show(self, event: object) -> None:
        """Nothing."""
