"""Which fields define an id and which ones name one, as tables, and the check that every name is defined."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from gm.authoring import living_names as living
from gm.authoring.problem import Problems, Spot, listed, quoted
from gm.authoring.spec import Model
from gm.domain import campaign as c
from gm.domain import classes as k
from gm.domain import combat as f
from gm.domain import effects as e
from gm.domain import items as i
from gm.domain import reactions as x
from gm.domain import ruleset as r
from gm.domain import spells as s
from gm.domain.ruling import ChoiceOption

DEFINES: Final[dict[Model, str]] = {
    c.PlayerCharacter: "character",
    c.Npc: "NPC",
    c.Place: "place",
    i.Item: "item",
    c.Faction: "faction",
    c.LoreEntry: "fact",
    c.Secret: "fact",
    c.Flag: "flag",
    c.Clock: "clock",
    c.Front: "front",
    c.Challenge: "challenge",
    c.ScenePlan: "scene",
    c.Ending: "ending",
    c.Exit: "exit",
    ChoiceOption: "option",
    r.Attribute: "attribute",
    r.Skill: "skill",
    r.DegreeRule: "degree",
    r.Condition: "condition",
    r.Resource: "resource",
    r.Derived: "derived number",
    r.AfterRoll: "way to change a roll",
    r.Rest: "rest",
    r.Coin: "coin",
    r.Declaration: "declaration",
    x.Reaction: "reaction",
    f.Attack: "attack",
    f.Creature: "creature",
    s.Spell: "spell",
    k.CharacterClass: "class",
    k.Feature: "feature",
    k.Origin: "origin",
    c.EncounterPlan: "encounter",
    **living.DEFINES,
}
"""Model → the kind of thing that its id names."""

LOCAL: Final = frozenset({"exit", "option", "attack", "feature"}) | living.LOCAL
"""Kinds whose ids need to differ only from their neighbours'."""

SPACES: Final = {"NPC": "character"}
"""Kinds that share ids with another kind: the world's state calls PCs and NPCs alike `character:<id>`."""

DEFINES_KEYS: Final[dict[tuple[Model, str], str]] = {
    (r.Ruleset, "difficulties"): "difficulty",
    (r.Ruleset, "damage_types"): "damage type",
    (r.Ruleset, "tables"): "table",
}
"""Mappings whose keys define something."""

REFERS: Final[dict[tuple[Model, str], str]] = {
    (c.PlayerCharacter, "knows"): "fact",
    (c.Npc, "knows"): "fact",
    (c.Npc, "speaks_of"): "NPC",
    (c.Npc, "place"): "place",
    (c.LoreEntry, "cast"): "character",
    (c.LoreEntry, "not_cast"): "character",
    (c.Sheet, "attributes"): "attribute",
    (c.Sheet, "skills"): "skill",
    (c.Sheet, "resources"): "resource",
    (c.Sheet, "items"): "item",
    (c.Place, "items"): "item",
    (i.Item, "bonus"): "skill",
    (c.Exit, "to"): "place",
    (c.Condition, "flags"): "flag",
    (c.Condition, "not_flags"): "flag",
    (c.Condition, "clock_full"): "clock",
    (c.Condition, "place"): "place",
    (c.Condition, "knows"): "fact",
    (c.Condition, "has_item"): "item",
    (c.Condition, "not_item"): "item",
    (c.Front, "clocks"): "clock",
    (c.Challenge, "place"): "place",
    (c.Challenge, "npc"): "NPC",
    (c.Challenge, "skill"): "skill",
    (c.Challenge, "difficulty"): "difficulty",
    (c.Challenge, "outcomes"): "degree",
    (c.ScenePlan, "place"): "place",
    (c.Opening, "place"): "place",
    (e.Damage, "character"): "character",
    (e.Heal, "character"): "character",
    (e.Move, "character"): "character",
    (e.Move, "place"): "place",
    (e.GiveItem, "character"): "character",
    (e.GiveItem, "item"): "item",
    (e.GiveItem, "source"): "holder",
    (e.LoseItem, "character"): "character",
    (e.LoseItem, "item"): "item",
    (e.AddCondition, "character"): "character",
    (e.AddCondition, "condition"): "condition",
    (e.RemoveCondition, "character"): "character",
    (e.RemoveCondition, "condition"): "condition",
    (e.ChangeResource, "character"): "character",
    (e.ChangeResource, "resource"): "resource",
    (e.ShiftAttitude, "npc"): "NPC",
    (e.Regard, "npc"): "NPC",
    (e.Regard, "towards"): "character",
    (e.Reveal, "fact"): "fact",
    (e.Reveal, "to"): "character",
    (e.SetFlag, "flag"): "flag",
    (e.TickClock, "clock"): "clock",
    (e.OpenExit, "place"): "place",
    (e.OpenExit, "to"): "place",
    (r.Skill, "attribute"): "attribute",
    (r.Ruleset, "default_skill"): "skill",
    (r.Condition, "disadvantage"): "skill",
    (r.Condition, "advantage"): "skill",
    (r.Condition, "save_attributes"): "attribute",
    (r.Condition, "implies"): "condition",
    (r.Condition, "rests"): "rest",
    (r.Condition, "resistance"): "damage type",
    (r.Ends, "save"): "ability",
    (r.AfterRoll, "resource"): "resource",
    (r.Resource, "recovers"): "rest",
    (r.Rest, "spends"): "resource",
    (r.Level, "resources"): "resource",
    (r.Load, "condition"): "condition",
    (r.Declaration, "resource"): "resource",
    (x.Reaction, "spell"): "spell",
    (x.Reaction, "resource"): "resource",
    (x.Reaction, "gives"): "condition",
    (f.SaveSpec, "attribute"): "ability",
    (f.Strike, "type"): "damage type",
    (f.Given, "condition"): "condition",
    (f.Creature, "attributes"): "attribute",
    (f.Creature, "saves"): "attribute",
    (f.Creature, "skills"): "skill",
    (f.Creature, "spells"): "spell",
    (f.Creature, "resistant"): "damage type",
    (f.Creature, "vulnerable"): "damage type",
    (f.Creature, "immune"): "damage type",
    (f.Creature, "unaffected"): "condition",
    (f.CombatRules, "attack_skill"): "skill",
    (f.CombatRules, "shoot_skill"): "skill",
    (s.Spell, "resource"): "resource",
    (s.Spell, "summons"): "creature",
    (s.Spell, "hands"): "resource",
    (k.CharacterClass, "attributes"): "attribute",
    (k.CharacterClass, "saves"): "attribute",
    (k.CharacterClass, "skills"): "skill",
    (k.CharacterClass, "always"): "skill",
    (k.CharacterClass, "items"): "item",
    (k.CharacterClass, "resources"): "resource",
    (k.CharacterClass, "recovers"): "resource",
    (k.CharacterClass, "table"): "table",
    (k.CharacterClass, "spells"): "spell",
    (k.Feature, "during"): "condition",
    (k.Feature, "power"): "spell",
    (k.Feature, "advantage"): "skill",
    (k.Feature, "saves"): "attribute",
    (k.Feature, "resistant"): "damage type",
    (k.Extra, "skills"): "skill",
    (k.Extra, "type"): "damage type",
    (k.Origin, "skills"): "skill",
    (k.Origin, "items"): "item",
    (k.Origin, "resources"): "resource",
    (c.Sheet, "class_"): "class",
    (c.Sheet, "species"): "origin",
    (c.Sheet, "background"): "origin",
    (c.Sheet, "saves"): "attribute",
    (c.Sheet, "spells"): "spell",
    (c.Sheet, "resistant"): "damage type",
    (c.Sheet, "vulnerable"): "damage type",
    (c.Sheet, "immune"): "damage type",
    (i.Item, "skill"): "skill",
    (i.Item, "type"): "damage type",
    (c.EncounterPlan, "place"): "place",
    (c.EncounterPlan, "creatures"): "creature",
    (c.EncounterPlan, "npcs"): "NPC",
    (c.EncounterPlan, "allies"): "NPC",
    (c.EncounterPlan, "after"): "character",
    (e.Damage, "type"): "damage type",
    (e.Advance, "character"): "character",
    (e.Improve, "character"): "character",
    (e.Improve, "what"): "ability",
    (r.Skill, "outcomes"): "degree",
    (e.TakeRest, "rest"): "rest",
    (e.TakeRest, "character"): "character",
    (e.StartEncounter, "encounter"): "encounter",
    (e.Declare, "character"): "character",
    (e.Declare, "declaration"): "declaration",
    **living.REFERS,
}
"""Field → the kind of thing that its text, its items or its keys name."""

_MADE_OF: Final = {
    "character": ("character", "NPC"),
    "holder": ("character", "NPC", "place"),
    "ability": ("attribute", "skill"),
}
_NOUNS: Final = {
    "holder": "character or place",
    "ability": "attribute or skill",
    "fact": "secret or lore entry",
    "way": "exit",
    "origin": "species or background",
}

RULE_KINDS: Final = frozenset(
    {
        "attribute",
        "skill",
        "ability",
        "degree",
        "condition",
        "resource",
        "difficulty",
        "damage type",
        "rest",
        "spell",
        "creature",
        "declaration",
        "class",
        "origin",
    }
)
"""Kinds that a ruleset defines: not checked where the ruleset itself is missing."""

ACTOR: Final = "actor"
PARTY: Final = "party"


@dataclass(frozen=True, slots=True)
class Definition:
    """An id given to something. `scope` is where it must be unique: '' for the whole campaign."""

    kind: str
    id: str
    spot: Spot
    path: str
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    """An id that should name something of this kind. `in_effect`: inside an effect, where stand-ins are allowed."""

    kind: str
    id: str
    spot: Spot
    path: str
    in_effect: bool = False


def check_unique(definitions: Iterable[Definition], problems: Problems) -> None:
    """Report every id that two things of a kind have, and ids that mean something else already."""
    first: dict[tuple[str, str, str], Definition] = {}
    for each in definitions:
        space = SPACES.get(each.kind, each.kind)
        earlier = first.setdefault((space, each.scope, each.id), each)
        if earlier is not each:
            where = f"{earlier.spot.file}:{earlier.spot.line}"
            problems.add(
                each.spot,
                each.path,
                f"{_noun(earlier.kind)} {quoted(each.id)} is there already, at {where}",
                expected="an id of its own",
            )
        if space == "character" and each.id in (ACTOR, PARTY):
            problems.add(each.spot, each.path, f"{quoted(each.id)} stands for somebody else in effects: choose another")


def check_references(
    references: Iterable[Reference], definitions: Collection[Definition], problems: Problems, *, rules: bool = True
) -> None:
    """Report every reference to something that is not defined. `rules`: whether a ruleset was read at all."""
    known: dict[str, dict[str, None]] = {}
    for each in definitions:
        known.setdefault(each.kind, {})[each.id] = None
    for kind, parts in _MADE_OF.items():
        known[kind] = {name: None for part in parts for name in known.get(part, {})}
    known["way"] = {name: None for each in definitions for name in _ways(each)}
    for reference in references:
        if reference.kind in RULE_KINDS and not rules:
            continue
        if reference.kind == "damage type" and not known.get("damage type"):
            continue  # a kit that names none takes any word
        if reference.id not in known.get(reference.kind, {}) and not _stands_in(reference, problems):
            _unknown(reference, known, problems)


def _ways(definition: Definition) -> tuple[str, ...]:
    """The names under which an exit can be revealed: `exit:inn:cellar`, or `inn:cellar`."""
    place = definition.scope.removesuffix(".exits").rpartition(".")[2]
    return (f"exit:{place}:{definition.id}", f"{place}:{definition.id}") if definition.kind == "exit" else ()


def _has_actor(path: str) -> bool:
    """Whether somebody acts where this effect stands: an attempt, a roll, a condition's sufferer, a user, a caster."""
    return path.removeprefix("ruleset.").startswith(
        ("challenges.", "after_roll.", "conditions.", "items.", "spells.", "skills.", "instead_of_dice.", "tables.")
    )


def _stands_in(reference: Reference, problems: Problems) -> bool:
    """Whether it is a word that needs no definition here; says so if it needs one elsewhere."""
    if reference.kind == "damage type" and reference.id in ("", "*"):
        return True
    if reference.kind == "skill" and reference.id == "*":
        return "advantage" in reference.path.rpartition(".")[2]
    if reference.kind == "degree":
        return reference.id == "done"
    if not reference.in_effect or reference.kind not in ("character", "holder"):
        return False
    if reference.id == ACTOR and not _has_actor(reference.path):
        message = 'nobody attempts anything here, so "actor" is nobody: name a character, or "party"'
        problems.add(reference.spot, reference.path, message, expected="a character's id", suggestion=PARTY)
        return True
    return reference.id in (ACTOR, PARTY)


def _unknown(reference: Reference, known: Mapping[str, Collection[str]], problems: Problems) -> None:
    there = list(known.get(reference.kind, ()))
    if reference.in_effect and reference.kind in _MADE_OF:
        there += [PARTY] + [ACTOR] * _has_actor(reference.path)
    suggestion = problems.suggest(reference.id, there)
    message = f"no {_noun(reference.kind)} {quoted(reference.id)}"
    if not suggestion:
        elsewhere = [
            kind for kind, names in known.items() if reference.id in names and kind not in (*_MADE_OF, *LOCAL, "way")
        ]
        if elsewhere:
            message += f": that is the id of {_article(elsewhere[0])}"
        elif there:
            message += f": there is {listed(there)}"
        else:
            message += ": none is defined"
    problems.add(
        reference.spot, reference.path, message, expected=f"the id of {_article(reference.kind)}", suggestion=suggestion
    )


def _noun(kind: str) -> str:
    return _NOUNS.get(kind, kind)


def _article(kind: str) -> str:
    noun = _noun(kind)
    return f"an {noun}" if noun[0] in "aeioNu" else f"a {noun}"
