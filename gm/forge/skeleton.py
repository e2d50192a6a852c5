"""An entry without a model: the author's sentence where it belongs, and what else an entry cannot do without. Pure."""

import re
from typing import Any, Final

from gm.authoring.spec import ListSpec, MapSpec, NumberSpec, Spec, TruthSpec
from gm.domain.campaign import Campaign
from gm.forge.kinds import Kind

_CALLED: Final = re.compile(r"\b(?:called|named)\s+(?P<name>[^,.;:]{1,60})")
_PROPER: Final = re.compile(r"(?<!^)(?<![.!?] )\b[^\W\d_a-z][\w’'-]+(?: (?:of |the |von |de )?[^\W\d_a-z][\w’'-]+)*")
_ARTICLE: Final = re.compile(r"^(?:an?|the|some)\s+", re.IGNORECASE)
_HEAD: Final = re.compile(r"^[^,.;:]{1,60}?(?=,|\.|;|:| who\b| that\b| which\b| with\b|$)")
SAID: Final = ("appearance", "description", "persona", "text", "concept")
"""Fields that hold the author's sentence, where an entry has them."""


def skeleton(campaign: Campaign, kind: Kind, wish: str) -> dict[str, Any]:
    """Fields of an entry that says what the author said and nothing else."""
    sentence = " ".join(wish.split())
    fields: dict[str, Any] = {}
    for name, field in kind.fields.items():
        if name in ("name", "title"):
            fields[name] = named(sentence)
        elif name in SAID:
            fields[name] = _sentence(sentence)
        elif name == "place" and kind.name == "npc":
            fields[name] = campaign.opening.place
        elif name == "offered":  # else nothing would ever bring it into play
            fields[name] = {"place": campaign.opening.place}
        elif name == "objectives":
            fields[name] = {"done": named(sentence)}
        elif name == "exits":
            fields[name] = {campaign.opening.place: "the way back"}
        elif name == "entries":
            fields[name] = [_sentence(sentence)]
        elif name in kind.required:
            fields[name] = _something(field.spec, sentence)
    if kind.name == "npc" and "appearance" in fields:
        fields["persona"] = "As they look, until you know better."
    if kind.name == "character":
        fields["concept"] = sentence
    return fields


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:] + ("" if words.endswith((".", "!", "?")) else ".")


def named(sentence: str) -> str:
    """What to call it: the name that the sentence gives, else its first words."""
    called = _CALLED.search(sentence)
    if called:
        return called["name"].strip()
    proper = _PROPER.search(sentence)
    if proper:
        return proper.group()
    head = _HEAD.match(_ARTICLE.sub("", sentence))
    found = (head.group() if head else sentence[:60]).strip() or sentence[:60]
    return found[:1].upper() + found[1:]


def _something(spec: Spec, sentence: str) -> Any:
    if isinstance(spec, NumberSpec):
        return 1
    if isinstance(spec, TruthSpec):
        return False
    if isinstance(spec, ListSpec):
        return [_something(spec.item, sentence)]
    if isinstance(spec, MapSpec):
        return {}
    return sentence
