"""Spells that are cast in plain words where nobody fights."""

from gm.domain.ruling import CombatAction, Verdict
from gm.domain.spells import Spell
from gm.domain.words import Phrases
from gm.rules.lexicon import lexicon_of
from gm.rules.naming import names_of
from gm.rules.proposal import Proposal


def spell_meant(p: Proposal) -> Spell | None:
    """The spell of these rules that somebody casts; None where nothing is cast, or nothing that the rules know."""
    if p.intent.kind not in ("cast", "use"):  # "I cast light on my mace"
        return None
    lexicon = lexicon_of(p.ruleset, p.brief.language)
    if not any(hit.tag == "cast" for hit in lexicon.kind_hits(p.plain_words)):
        return None
    found = Phrases((each.name, each.id) for each in p.ruleset.spells).best(p.plain_words)
    return p.ruleset.spell(found.tag) if found is not None else None


def cast(p: Proposal) -> Verdict | None:
    """The ruling where a spell is cast: by its rules, at its price; one that strikes is for a fight. Else None."""
    spell = spell_meant(p)
    if spell is None:
        return None
    on = p.intent.target_id if p.intent.target_kind == "person" else ""
    elsewhere = None if on else names_of(p.brief).absent.best(p.plain_words)
    if elsewhere is not None:
        return p.refused("absent", name=elsewhere.phrase)
    if spell.strikes:
        return p.refused("no_fight" if on else "nobody")
    action = CombatAction(kind="cast", spell=spell.id, targets=(on,) if on else ())
    return p.base.model_copy(update={"action": action})
