"""Words that the rules do not understand, read by a model as choices among what the rules offer.

Asked once at most, only where code has found nothing at all in the words, and only where a model is set for rulings.
What comes back chooses from lists; whatever else it holds counts for nothing. It is a proposal: nothing changes by it.
"""

import asyncio
from dataclasses import dataclass
from typing import Final

from gm.domain.calls import CallPurpose, Category, Role
from gm.domain.campaign import Campaign
from gm.domain.choosing import ChoiceList, legal
from gm.domain.content_tags import tag_of
from gm.domain.errors import BadReply, ModelError
from gm.domain.play import Game, Scene
from gm.models.attempt import Manner
from gm.models.door import Door
from gm.models.json_text import extract_json
from gm.models.routes import OFFLINE
from gm.play.parts import EngineParts
from gm.prompting.choosing import assemble_choosing
from gm.prompting.templates import TemplateSet

SECONDS: Final = 12.0
"""How long somebody who waits for their sheet is kept waiting."""
Chosen = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Place:
    """Where the words were said. `game` and `scene` None: at a table that has not begun, paid for through `door`."""

    player: str
    face: str
    game: Game | None = None
    scene: Scene | None = None
    door: Door | None = None


async def read_words(
    parts: EngineParts,
    campaign: Campaign,
    place: Place,
    said: str,
    lists: tuple[ChoiceList, ...],
    before: tuple[tuple[str, str], ...] = (),
) -> Chosen:
    """What these words mean, by list. {}: nobody is there to ask, no money is left, or nothing was made of them."""
    lists = tuple(each for each in lists if each.choices and each.most > 0)
    if place.game is not None:
        parts = await parts.of_game(place.game)
    door = place.door or parts.door
    asked = [each for each in door.routes.route(Role.ADJUDICATOR).candidates if each.backend != OFFLINE.backend][:1]
    if not asked or not lists or not said.strip():
        return {}
    prompt = assemble_choosing(
        lists, said, before, place.player, templates=TemplateSet(parts.shipped, {}), counter=parts.counter
    )
    manner = Manner(ends=asyncio.get_running_loop().time() + SECONDS, last_resort=False, descend=False)
    try:
        done = await door.complete(prompt, purpose=_purpose(parts, campaign, place), candidates=asked, manner=manner)
        return legal(lists, extract_json(done.text))
    except (ModelError, BadReply):
        return {}


def _purpose(parts: EngineParts, campaign: Campaign, place: Place) -> CallPurpose:
    return CallPurpose(
        role=Role.ADJUDICATOR,
        category=Category.ADJUDICATION,
        payer=parts.payer,
        game_id=None if place.game is None else place.game.id,
        campaign=campaign.slug,
        scene_id=None if place.scene is None else place.scene.id,
        turn_id=None,
        player=place.player or None,
        attempt=1,
        data_policy="any" if place.face == "terminal" else "no_training",
        content_tag=tag_of(Category.ADJUDICATION, rating=campaign.rating),
        rating=campaign.rating,
        account=parts.account.name if parts.account is not None else None,
    )
