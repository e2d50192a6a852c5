"""Whether a walk is said to be one's own, and not the party's. By words alone."""

from functools import lru_cache

from gm.domain.words import Phrases
from gm.rules.lexicon import listing

_ALONE = (
    "alone, by myself, on my own, by herself, on her own, by himself, on his own, by themselves, on their own, "
    "allein, alleine, a solas, voy solo, voy sola, voy yo solo, voy yo sola, por mi cuenta, "
    "в одиночку, иду один, иду одна, пойду один, пойду одна, ухожу один, ухожу одна, один иду, одна иду, "
    "独自, 单独, 一个人, 一人で, ひとりで, 独りで, คนเดียว, ตามลำพัง, โดยลำพัง"
)
_NOT = (
    "not alone, leave … alone, leaves … alone, leaving … alone, let … alone, never alone, nicht allein, nicht alleine, "
    "lasse … allein, lass … allein, no voy solo, no voy sola, dejo … a solas, не в одиночку, не иду один, не иду одна, "
    "不独自, 不单独, 不一个人"
)
"""Who is left alone is somebody else."""


def goes_alone(text: str) -> bool:
    """Whether whoever says so goes without the others."""
    hits = _table().hits(text)
    others = [hit for hit in hits if not hit.tag]
    return any(hit.tag and not any(o.start <= hit.start < o.end for o in others) for hit in hits)


@lru_cache(maxsize=1)
def _table() -> Phrases[bool]:
    return Phrases([*((each, True) for each in listing(_ALONE)), *((each, False) for each in listing(_NOT))])
