"""How long a beat is told: what the author wants for its kind, and room for all that must stand in it."""

from gm.domain.brief import VerdictView

WORDS_A_FACT = 25
"""What a fact that comes out adds."""
A_BLOW = 60
"""Words for a passage of a fight in which one thing happens; each further thing adds `A_FURTHER_BLOW`, up to what the
author wants."""
A_FURTHER_BLOW = 10


def beat_words(
    wanted: int, verdicts: tuple[VerdictView, ...], *, notes: tuple[str, ...], learned: int, fight: int
) -> int:
    """Words for a beat, in tens: `wanted` and half of what comes beside the first outcome, never less than all the
    outcomes have; a blow or two are told in fewer. `learned`: how many facts come out; `fight`: lines of a fight."""
    if fight and not learned and not notes:
        wanted = min(wanted, A_BLOW + A_FURTHER_BLOW * (fight - 1))
    beside = _count(*notes, *(view.outcome for view in verdicts[1:]))
    least = _count(*notes, *(view.outcome for view in verdicts))
    words = max(wanted + beside // 2, least) + WORDS_A_FACT * learned
    return -(-words // 10) * 10


def _count(*texts: str) -> int:
    return sum(len(text.split()) for text in texts)
