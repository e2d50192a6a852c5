"""Words that spend what a level gave: "I improve my strength", "train stealth"."""

from functools import lru_cache
from typing import Final

from gm.domain.ruleset import Ruleset
from gm.domain.words import Phrases
from gm.rules.lexicon import listing

_VERBS: Final = (
    "improve, improves, train, trains, raise my, practise, practice, "
    "verbessere, verbessern, trainiere, steigere, "
    "улучшаю, улучшить, тренирую, повышаю, повысить, 提升, 训练, 提高, พัฒนา, ฝึกฝน, เพิ่มค่า"
)


@lru_cache(maxsize=1)
def _verbs() -> Phrases[str]:
    return Phrases((word, word) for word in listing(_VERBS))


def wanted_improvement(text: str, ruleset: Ruleset) -> str:
    """The id of the skill or attribute that a line asks to improve; '' if it asks for nothing of the kind, or the kit
    has nothing to improve with."""
    if not any(level.picks for level in ruleset.advancement.levels) or not _verbs().hits(text):
        return ""
    named = [(each.id, each.name) for each in ruleset.skills] + [(each.id, each.name) for each in ruleset.attributes]
    found = Phrases((word, what) for what, name in named for word in (name, what.replace("-", " "))).best(text)
    return found.tag if found is not None else ""
