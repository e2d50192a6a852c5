"""How the fields of lore entries are called: ours, SillyTavern's World files, and `extensions` in V2/V3 cards.

One table serves reading and writing in both forms, so that neither can forget what the other knows.
"""

from typing import Any, Final, NamedTuple

from gm.domain.lore import CardField, Logic, Where

LOGIC: Final[tuple[Logic, ...]] = ("any", "not_all", "not_any", "all")
WHERE: Final[tuple[Where, ...]] = (
    "before", "after", "note_top", "note_bottom", "depth", "examples_top", "examples_bottom", "outlet",
)  # fmt: skip
ROLES: Final = ("system", "user", "assistant")


class FieldNames(NamedTuple):
    """One field of ours under its names elsewhere. `default` is what its absence means."""

    attr: str
    st: str
    ext: str
    kind: str
    """flag, number, maybe_flag, maybe_number, level, texts or comma."""
    default: Any


SIMPLE: Final = (
    FieldNames("ignores_budget", "ignoreBudget", "ignore_budget", "flag", False),
    FieldNames("only_first", "excludeRecursion", "exclude_recursion", "flag", False),
    FieldNames("ends_recursion", "preventRecursion", "prevent_recursion", "flag", False),
    FieldNames("recursion_level", "delayUntilRecursion", "delay_until_recursion", "level", 0),
    FieldNames("scan_depth", "scanDepth", "scan_depth", "maybe_number", None),
    FieldNames("case_sensitive", "caseSensitive", "case_sensitive", "maybe_flag", None),
    FieldNames("whole_words", "matchWholeWords", "match_whole_words", "maybe_flag", None),
    FieldNames("groups", "group", "group", "comma", ()),
    FieldNames("group_first", "groupOverride", "group_override", "flag", False),
    FieldNames("group_weight", "groupWeight", "group_weight", "number", 100),
    FieldNames("group_scoring", "useGroupScoring", "use_group_scoring", "maybe_flag", None),
    FieldNames("sticky", "sticky", "sticky", "number", 0),
    FieldNames("cooldown", "cooldown", "cooldown", "number", 0),
    FieldNames("delay", "delay", "delay", "number", 0),
    FieldNames("triggers", "triggers", "triggers", "texts", ()),
)

MATCHES: Final[tuple[tuple[CardField, str, str], ...]] = (
    ("persona", "matchPersonaDescription", "match_persona_description"),
    ("description", "matchCharacterDescription", "match_character_description"),
    ("personality", "matchCharacterPersonality", "match_character_personality"),
    ("depth_prompt", "matchCharacterDepthPrompt", "match_character_depth_prompt"),
    ("scenario", "matchScenario", "match_scenario"),
    ("creator_notes", "matchCreatorNotes", "match_creator_notes"),
)
"""The card's texts that are looked through too: ours, World file, extensions."""

ST_OWN: Final = frozenset(
    {
        "uid", "key", "keysecondary", "comment", "content", "constant", "selective", "selectiveLogic", "order",
        "position", "disable", "probability", "useProbability", "depth", "role", "outletName", "characterFilter",
    }
    | {field.st for field in SIMPLE}
    | {st for _, st, _ in MATCHES}
)  # fmt: skip
"""What we understand of an entry of a World file."""

CARD_OWN: Final = frozenset(
    {
        "keys", "content", "extensions", "enabled", "insertion_order", "case_sensitive", "name", "priority", "id",
        "comment", "selective", "secondary_keys", "constant", "position", "use_regex",
    }
)  # fmt: skip
"""The fields of an entry that the specifications V2 and V3 have."""

EXT_OWN: Final = frozenset(
    {"position", "depth", "role", "outlet_name", "selectiveLogic", "probability", "useProbability", "character_filter"}
    | {field.ext for field in SIMPLE}
    | {ext for _, _, ext in MATCHES}
)
"""What we understand of an entry's extensions."""

KEPT: Final = "gm_engine"
"""Our own key in extensions: what the form at hand has no place for."""
