"""A character card and a lorebook as other programs make them: read whole, so that they can be written again whole."""

from typing import Literal

from pydantic import JsonValue

from gm.domain.lore import LoreRule
from gm.domain.values import Value

BookForm = Literal["", "v2", "v3", "st", "novel", "agnai", "risu"]
"""How a lorebook was written: in a V2 or V3 card, as a SillyTavern World file, or by another program."""

CardForm = Literal["v1", "v2", "v3"]
Fate = Literal["kept", "mapped", "lost"]


class Note(Value):
    """What became of something on its way in or out: `kept` as it is, `mapped` to our own, `lost`. `what` names it."""

    fate: Fate
    what: str
    text: str = ""


class Lorebook(Value):
    """A book of lore entries. `originals`: each entry as it was written, by id, in the form `form`; what we do not
    understand of it goes out again as it came."""

    name: str = ""
    description: str = ""
    scan_depth: int | None = None
    token_budget: int | None = None
    recursive: bool | None = None
    rules: tuple[LoreRule, ...] = ()
    form: BookForm = ""
    originals: dict[str, dict[str, JsonValue]] = {}
    extensions: dict[str, JsonValue] = {}
    unknown: dict[str, JsonValue] = {}
    """Fields of the book that no specification has."""


class Asset(Value):
    """A picture or sound that a V3 card names. `uri` may be `embeded://path`, `ccdefault:`, `data:…` or an address;
    nothing is ever fetched."""

    type: str = "icon"
    uri: str = "ccdefault:"
    name: str = "main"
    ext: str = "png"


class CharacterCard(Value):
    """A character as card specification V3 has it; V1 and V2 hold less. Texts may hold macros such as `{{char}}`."""

    name: str
    nickname: str = ""
    description: str = ""
    personality: str = ""
    scenario: str = ""
    greeting: str = ""
    greetings: tuple[str, ...] = ()
    """Other ways to begin."""
    group_greetings: tuple[str, ...] = ()
    examples: str = ""
    notes: str = ""
    """For whoever uses the card; never for a prompt."""
    notes_by_language: dict[str, str] = {}
    system: str = ""
    after_history: str = ""
    tags: tuple[str, ...] = ()
    creator: str = ""
    version: str = ""
    sources: tuple[str, ...] = ()
    created: int | None = None
    """Unix seconds."""
    modified: int | None = None
    assets: tuple[Asset, ...] = ()
    book: Lorebook | None = None
    extensions: dict[str, JsonValue] = {}
    """Other programs' own; never destroyed."""
    unknown: dict[str, JsonValue] = {}
    """Fields that no specification has."""
    form: CardForm = "v3"
