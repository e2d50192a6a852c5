"""Reading players' lines without a model: what they attempt, whether rules are at stake, and an offline ruling."""

from gm.rules.attempts import Intent
from gm.rules.proposals import needs_ruling, propose_ruling
from gm.rules.reading import read_intent

__all__ = ["Intent", "needs_ruling", "propose_ruling", "read_intent"]
