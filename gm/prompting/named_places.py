"""The places that the last words of a text name, as their author has them: where people write together, the engine
moves nobody."""

from functools import lru_cache
from typing import Final

from gm.domain.brief import NarrationBrief
from gm.domain.campaign import Campaign, Place
from gm.domain.prompt import Layer, PromptSection
from gm.domain.words import Phrases
from gm.prompting.same import Same
from gm.prompting.sections import Maker

_MOST: Final = 2


def named_places(brief: NarrationBrief) -> tuple[Place, ...]:
    """Those of what is written now, then of the last beat; at most two."""
    texts = [" ".join(line.text for line in brief.inputs)]
    texts += [beat.narration for beat in brief.transcript[-1:]]
    names = _names(Same(brief.campaign))
    found = dict.fromkeys(hit.tag for text in texts for hit in names.hits(text))
    places = {place.id: place for place in brief.campaign.places}
    return tuple(places[each] for each in found)[:_MOST]


def places_section(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What the author says of them; None where no place is named."""
    found = named_places(brief)
    if not found:
        return None
    values: dict[str, object] = {"named": found}
    return maker.section("tail/places", "coauthor/places.jinja2", values, Layer.TAIL, chat_role="user", priority=400)


@lru_cache(maxsize=16)
def _names(campaign: Same[Campaign]) -> Phrases[str]:
    names = [(name, place.id) for place in campaign.value.places for name in (place.name, *place.aliases)]
    return Phrases(names)
