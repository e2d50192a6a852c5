"""Tells a beat from its brief: what the player did first, then what came of it, then who and what is there.

No model and no chance: the same brief gives the same words, and each turn's step in the rotation gives new ones.
"""

from itertools import islice, permutations
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.models.offline.answers import answer
from gm.models.offline.aside import answer_aside, is_aside
from gm.models.offline.consequences import tell_changes
from gm.models.offline.surroundings import fill_up
from gm.models.offline.telling import Telling, finish_author

_RECAP_GISTS: Final = 6
_ORDERS: Final = 120


def narrate(brief: NarrationBrief) -> str:
    """The narration of one beat. Never empty; holds nothing that is not in the brief's public parts."""
    if brief.kind == "opening" and brief.opening_text:
        return brief.opening_text.strip()
    if brief.kind == "ending" and brief.ending_text:
        return _ending(brief)
    if brief.kind == "action" and is_aside(brief):
        return answer_aside(brief)
    telling = Telling(brief)
    if brief.kind == "recap":
        _recap(telling)
    else:
        _beat(telling)
    return telling.text() or bare_facts(telling)


def _ending(brief: NarrationBrief) -> str:
    """What happened last, in the author's words, then the author's ending as it stands."""
    telling = Telling(brief)
    for verdict in brief.verdicts:
        telling.tell(verdict.outcome if verdict.possible else verdict.refusal)
    for text in (*brief.learned, *brief.notes):
        if text not in brief.ending_text:
            telling.tell(text)
    telling.open_paragraph()
    telling.paragraphs[-1].append(brief.ending_text.strip())
    return telling.text()


def _beat(telling: Telling) -> None:
    brief = telling.brief
    if brief.kind == "opening":
        telling.described = telling.tell(brief.place.description)
    for number, verdict in enumerate(brief.verdicts):
        if not brief.passage or not verdict.possible or verdict.check is not None or verdict.outcome:
            answer(telling, verdict, f"/{number}" if number else "")
    for sentence in brief.passage:
        telling.say(sentence)
    tell_changes(telling)
    for text in brief.learned:
        telling.tell(text)
    telling.open_paragraph()
    if not brief.passage:
        fill_up(telling)
    for text in brief.notes:
        telling.open_paragraph()
        telling.tell(text)


def _recap(telling: Telling) -> None:
    """The last gists in order, then where the party stands. Length follows `words`."""
    brief = telling.brief
    gists = [*brief.chronicle, *(beat.gist for beat in brief.transcript if beat.gist)][-_RECAP_GISTS:]
    for gist in gists:
        telling.paragraphs[-1].append(finish_author(gist))
    telling.open_paragraph()
    here = [person.name for person in (*brief.party, *brief.others)]
    place = f"{brief.place.name}, {brief.time}" if brief.time else brief.place.name
    telling.paragraphs[-1].append(finish_author(f"{place}: {', '.join(here)}" if here else place))


def bare_facts(telling: Telling) -> str:
    """Where no phrase of ours fits (a language without a bank) and the author's words are spent: how a check came out
    in the ruleset's words, and the names of what is here, in an order not used before."""
    brief = telling.brief
    checks = [verdict.check for verdict in brief.verdicts if verdict.check is not None]
    result = "; ".join(f"{check.skill}: {check.degree_label}" for check in checks)
    names = [brief.place.name, *(person.name for person in (*brief.others, *brief.party))]
    names += [*brief.place.items, *(way.to_name for way in brief.place.exits)]
    names = [name for name in dict.fromkeys(names) if name]
    made = ""
    for size in (2, 3, 4, 1):
        orders = list(islice(permutations(names, min(size, len(names))), _ORDERS))
        for step in range(len(orders)):
            order = orders[telling.rotation.index(f"facts/{size}", len(orders), step)]
            made = finish_author(" — ".join(part for part in (result, " · ".join(order)) if part))
            if telling.memory.fresh(made):
                return made
    return made or finish_author(brief.place.name or "…")
