"""A session that closes, on Discord: who was there, who grew, what it cost, the seed of its dice.

What happened stands in a post of its own, under the last turn (`Previously`), so that erasing finds it.
"""

from typing import TYPE_CHECKING

from gm.bot.catalogue import Speech
from gm.domain.errors import Refused
from gm.play.sittings import Growth, SittingStory
from gm.review.amounts import money
from gm.review.spend import is_offline, total

if TYPE_CHECKING:
    from gm.bot.client import GmBot
    from gm.bot.table import Table


def sitting_rows(speech: Speech, story: SittingStory) -> tuple[str, ...]:
    """Its lines; nothing that anybody wrote."""
    rows = []
    if story.there:
        rows.append(speech("sitting.there", names=", ".join(story.there)))
    if story.away and story.turns:
        rows.append(speech("sitting.away", names=", ".join(story.away)))
    rows += [speech(f"sitting.{each.how}", name=each.name, by=each.by) for each in story.otherwise]
    rows += [_grown(speech, each) for each in story.grown]
    bill = total(story.cost)
    free = is_offline(bill)
    rows.append(speech("sitting.free") if free else speech("sitting.cost", amount=money(bill.cost), calls=bill.calls))
    seed = story.session.seed
    if seed:
        rows.append(f"-# {speech('sitting.seed', hash=story.session.seed_hash, seed=seed)}")
    return tuple(rows)


def _grown(speech: Speech, each: Growth) -> str:
    gained = f"**{each.name}**: {each.xp_name} +{each.xp}" if each.xp else f"**{each.name}**"
    return gained + (f", {speech('sheet.level', level=each.level)}" if each.level is not None else "")


async def close_sitting(bot: "GmBot", table: "Table") -> str:
    """Close the session of a table; the game goes on with whatever is said next.

    Raises:
        Refused: none is open, or a turn has yet to roll.
    """
    engine, scene = bot.app.engine, table.binding.scene
    before = await engine.sittings.told(table.game, scene_key=scene)
    if before.session.closed_at is not None or not before.turns:
        raise Refused(table.speech("sitting.not_now"))
    await table.previously.post()
    closed = await engine.close_session(table.game)
    if closed is None:
        raise Refused(table.speech("sitting.not_now"))
    table.previously.closed()
    story = await engine.sittings.told(table.game, closed.number, scene_key=scene)
    head = table.speech("sitting.closed", number=closed.number, turns=story.turns)
    return "\n".join([f"### {head}", *sitting_rows(table.speech, story), f"-# {table.speech('sitting.next')}"])
