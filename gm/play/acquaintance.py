"""Whom the table has met: whose name it has heard. The narrator describes a stranger and gives no name away."""

import re
from dataclasses import replace
from itertools import chain
from typing import Final

from gm.domain.brief import NarrationBrief, PersonView
from gm.domain.words import Phrases, fold

_TITLES: Final = frozenset({"the", "mr", "mrs", "miss", "dame", "old", "der", "die", "das", "herr", "frau"})

_SPOKEN: Final = re.compile(r"""["“”„«»「『]([^"“”„«»」』]+)["“”«»」』]""")
"""What an outcome has somebody say: a name in it is given. The rest of an outcome is for whoever tells it."""


def with_acquaintance(brief: NarrationBrief) -> NarrationBrief:
    """The brief with `met` of everybody present, from all that was told and said so far, this beat's words included."""
    if not brief.others_here():
        return brief
    texts = tuple(
        chain(
            (brief.campaign.opening.text, brief.opening_text),
            (beat.narration for beat in brief.transcript),
            (text for beat in brief.transcript for _, text in beat.inputs),
            brief.told,
            brief.chronicle,
            (said.text for said in brief.inputs),
            (said for verdict in brief.verdicts for said in _SPOKEN.findall(verdict.outcome)),
            brief.learned,
        )
    )

    def met(people: tuple[PersonView, ...]) -> tuple[PersonView, ...]:
        return tuple(replace(each, met=_is_met(each, texts)) for each in people)

    apart = tuple(replace(each, others=met(each.others)) for each in brief.apart)
    return replace(brief, others=met(brief.others), apart=apart)


def _is_met(person: PersonView, texts: tuple[str, ...]) -> bool:
    """Whether a name of theirs has been used: whole, or a part of it. What anybody could be called ("the girl") is no
    name."""
    names = [name for name in (person.name, *person.aliases) if not name[:1].islower() and name]
    names += [part for part in person.name.split() if part.casefold().rstrip(".") not in _TITLES and len(part) > 2]
    folded = tuple(dict.fromkeys(fold(name) for name in names))
    heard = Phrases((name, name) for name in folded)
    return any(heard.hits(text) for text in texts if any(name in fold(text) for name in folded))
