"""What each template is given, so that an author's own can be checked before anyone plays."""

from collections.abc import Mapping
from typing import Final

from gm.domain.errors import ConfigError
from gm.prompting.templates import TemplateSet

_CANON: Final = frozenset({"canon", "voice"})
_GM: Final = frozenset({"campaign", "ruleset", "language", "without", "casts", "priced", "sneaking"})
_WRITTEN: Final = {"title", "tagline", "summary", "rating", "tone", "principles", "lines", "veils"}
_FORGE: Final = frozenset({"kind", "language", "fields", "known", "examples"} | _WRITTEN)
NARRATOR_TAIL: Final = frozenset(
    [
        "kinds",
        "kind",
        "turn_number",
        "place",
        "time",
        "sky",
        "party",
        "others",
        "apart",
        "strangers",
        "detail",
        "inputs",
        "verdicts",
        "changes",
        "fight",
        "standing",
        "foes_want",
        "learned",
        "lessons",
        "notes",
        "asides",
        "private",
        "quiet",
        "clocks",
        "words",
        "voice",
        "reword",
        "replaces",
        "other_ways",
        "opening_text",
        "ending_text",
        "premise",
        "pace",
        "direction",
    ]
)
ADJUDICATOR_TAIL: Final = frozenset(
    [
        "above",
        "kinds",
        "campaign",
        "ruleset",
        "carded",
        "digested",
        "place",
        "time",
        "sky",
        "quests",
        "party",
        "others",
        "apart",
        "apart_sheets",
        "ahead",
        "sheets",
        "moods",
        "inputs",
        "challenges",
        "there",
        "clocks",
        "secrets",
        "flags_on",
        "gm_notes",
        "known",
        "known_by_some",
        "titles",
        "elsewhere",
        "problems",
        "fight",
        "combatants",
        "choices",
        "encounters",
        "precedents",
        "objection",
        "told",
    ]
)
NPC_TAIL: Final = frozenset(
    [
        *("npc", "place", "time", "mood", "people", "others", "lore", "facts", "memories", "why", "word"),
        *(
            "answers",
            "just_said",
            "tells",
            "keeps",
            "notes",
            "private",
            "steered",
            "reword",
            "replaces",
            "amiss",
            "words",
        ),
    ]
)
"""What the last sections of an NPC's prompt are given."""
VOCABULARY: Final[Mapping[str, frozenset[str]]] = {
    **{
        f"{role}/bounds.jinja2": frozenset({"lines", "veils"})
        for role in ("narrator", "adjudicator", "scribe", "npc", "director")
    },
    "scribe/translate.jinja2": frozenset({"source", "target", "names"}),
    "scribe/text.jinja2": frozenset({"text"}),
    "scribe/summary.jinja2": frozenset({"language", "level", "words", "names"}),
    "scribe/span.jinja2": frozenset({"beats", "parts"}),
    "director/instructions.jinja2": frozenset({"campaign", "language", "without"}),
    "director/now.jinja2": frozenset({"time", "clocks", "flags_on", "cast", "quests", "moves", "beats", "problems"}),
    "forge/draft.jinja2": _FORGE,
    "forge/wish.jinja2": frozenset({"kind", "wish", "answer", "problems"}),
    "adjudicator/choose.jinja2": frozenset({"lists"}),
    "adjudicator/choose_words.jinja2": frozenset({"said", "before"}),
    "tagger/instructions.jinja2": frozenset({"tags"}),
    "tagger/turn.jinja2": frozenset({"inputs", "told"}),
    "checker/instructions.jinja2": frozenset({"rating", "lines", "veils"}),
    "checker/told.jinja2": frozenset({"told"}),
    "triage/instructions.jinja2": frozenset(),
    "triage/lines.jinja2": frozenset({"place", "others", "inputs"}),
    **{
        f"npc/{name}.jinja2": frozenset({"canon", "npc", "speaks_of", "premise"})
        for name in ("instructions", "world", "self")
    },
    "npc/chronicle.jinja2": frozenset({"lines"}),
    "npc/beat.jinja2": frozenset({"inputs", "line", "heard"}),
    **{f"npc/{name}.jinja2": NPC_TAIL for name in ("now", "turn")},
    "narrator/instructions.jinja2": _CANON,
    "coauthor/instructions.jinja2": _CANON,
    "coauthor/canon.jinja2": _CANON,
    "coauthor/voice.jinja2": _CANON,
    "coauthor/party.jinja2": frozenset({"party", "canon", "origins"}),
    "coauthor/beat.jinja2": frozenset({"beat"}),
    "coauthor/turn.jinja2": NARRATOR_TAIL,
    "coauthor/places.jinja2": frozenset({"named"}),
    "coauthor/map.jinja2": frozenset({"places"}),
    "coauthor/people.jinja2": frozenset({"named"}),
    "coauthor/remembered.jinja2": frozenset({"memories"}),
    "narrator/canon.jinja2": _CANON,
    "narrator/voice.jinja2": _CANON,
    "narrator/cast.jinja2": frozenset({"person"}),
    "narrator/party.jinja2": frozenset({"party", "canon"}),
    "narrator/lore.jinja2": frozenset({"entry"}),
    "narrator/chronicle.jinja2": frozenset({"lines"}),
    **{
        f"{role}/{name}.jinja2": frozenset({"facts"})
        for role in ("narrator", "adjudicator")
        for name in ("ledger", "facts")
    },
    "narrator/_apart.jinja2": frozenset({"apart", "turn_number"}),
    "narrator/_fact.jinja2": frozenset({"each"}),
    "narrator/beat_user.jinja2": frozenset({"beat"}),
    **{
        f"narrator/{act}.jinja2": NARRATOR_TAIL
        for act in (
            "scene_now",
            "turn",
            "opening",
            "ending",
            "recap",
            "reword",
            "steer",
            "_decided",
            "_came_of_it",
            "direction",
        )
    },
    "adjudicator/instructions.jinja2": _GM,
    "adjudicator/digest.jinja2": _GM,
    "adjudicator/declared.jinja2": frozenset({"declared"}),
    "narrator/declared.jinja2": frozenset({"declared"}),
    "narrator/_private.jinja2": frozenset({"private"}),
    "narrator/amiss.jinja2": frozenset({"amiss", "words"}),
    "adjudicator/remembered.jinja2": frozenset({"memories"}),
    "narrator/remembered.jinja2": frozenset({"memories"}),
    "adjudicator/world.jinja2": _GM,
    "adjudicator/guidance.jinja2": _GM,
    "adjudicator/things.jinja2": _GM,
    "adjudicator/factions.jinja2": _GM,
    "adjudicator/person.jinja2": _GM | {"npc"},
    "adjudicator/sheets.jinja2": _GM | {"sheets"},
    "adjudicator/lore.jinja2": frozenset({"entry"}),
    "adjudicator/chronicle.jinja2": frozenset({"lines"}),
    "adjudicator/place.jinja2": frozenset({"place", "persons", "challenges", "secrets", "notes"}),
    "adjudicator/transcript.jinja2": frozenset({"beat"}),
    **{
        f"adjudicator/{act}.jinja2": ADJUDICATOR_TAIL
        for act in ("situation", "fight", "precedents", "turn", "objection", "told", "retry")
    },
}
"""Template → names that it may use."""


def template_problems(shipped: Mapping[str, str], overrides: Mapping[str, str]) -> tuple[ConfigError, ...]:
    """Everything that is wrong with a campaign's own templates and can be told without playing: for `gm lint`."""
    found: list[ConfigError] = []
    sound: dict[str, str] = {}
    for name, text in overrides.items():
        try:
            TemplateSet(shipped, {name: text})
        except ConfigError as error:
            found.append(error)
        else:
            sound[name] = text
    return (*found, *TemplateSet(shipped, sound).check(VOCABULARY, only=frozenset(sound)))
