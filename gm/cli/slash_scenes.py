"""Slash commands for several scenes: who plays where, parting, meeting."""

import re
from typing import TYPE_CHECKING

from gm.cli.sitting import Sitting
from gm.domain.errors import Refused
from gm.domain.words import called

if TYPE_CHECKING:
    from gm.domain.play import SceneState
    from gm.play.scenes import Asked


async def scenes(sitting: Sitting, argument: str) -> None:
    """The scenes that are open: where, when and who, and what could be done. `ask`, `free`: whether whoever walks off
    is asked if they go alone. `sendings`, `spells`: who can send word over any distance."""
    from gm.play.dates import time_words
    from gm.play.views import character_name

    await sitting.follow()
    desk = sitting.app.engine.scenes
    campaign = (await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)).campaign
    if argument.strip() in ("sendings", "spells"):
        free = argument.strip() == "sendings"
        await sitting.app.engine.set_table(sitting.game, sendings=free)
        who = "Anybody" if free else "Only who knows such a spell"
        sitting.screen.line(f"{who} can send word over any distance.", style="dim")
    elif argument.strip() in ("ask", "free"):
        together = "ask" if argument.strip() == "ask" else "as_said"
        await sitting.app.engine.set_table(sitting.game, together=together)
        said = "asked: alone, or all together?" if together == "ask" else "not asked."
        sitting.screen.line(f"Whoever walks off is {said}", style="dim")
    elif argument.strip():
        remedy = "/scenes, /scenes ask or free, /scenes sendings or spells."
        raise Refused("Scenes are shown, or set to ask.", remedy=remedy)
    for each in await desk.all(sitting.game):
        who = ", ".join(character_name(campaign, one) for one in each.who) or "nobody"
        here = " (you)" if each.key == sitting.scene else ""
        sitting.screen.line(f"{each.title}{here}: {who} · {time_words(each.minutes, campaign.calendar)}", indent=2)
    for offer in await desk.offers(sitting.game, scene_key=sitting.scene):
        names = ", ".join(character_name(campaign, one) for one in offer.who)
        place = campaign.place(offer.place)
        if offer.kind == "meet":
            be = "is" if len(offer.who) == 1 else "are"
            sitting.screen.line(f"{names} {be} here, too: /meet makes it one scene.", style="dim")
        else:
            where = place.name if place else offer.place
            sitting.screen.line(f"{names}: gone to {where}. /split {names} gives a scene of their own.", style="dim")


async def split(sitting: Sitting, argument: str) -> None:
    """Some go elsewhere while the others stay: `/split Mara, Tom to the mill`; without a place, they step aside."""
    await sitting.follow()
    names, _, place = argument.partition(" to ")
    if not names.strip():
        raise Refused("Who goes?", remedy="For example: /split Mara, Tom to the mill")
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    who = [named(state, name) for name in re.split(r",|\band\b", names) if name.strip()]
    turn, _ = await sitting.app.engine.scenes.part(
        sitting.game, who, place, asked(sitting), sitting.face, scene_key=sitting.scene
    )
    sitting.took(turn)
    await scenes(sitting, "")


async def meet(sitting: Sitting, argument: str) -> None:
    """Become one scene with others who are at the same place."""
    from gm.rules.parting import survivor

    await sitting.follow()
    desk = sitting.app.engine.scenes
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    near = [each.key for each in await desk.offers(sitting.game, scene_key=sitting.scene) if each.kind == "meet"]
    if argument.strip():
        key = await desk.of(sitting.game, named(state, argument))
    elif len(near) == 1:
        key = near[0]
    else:
        raise Refused("Meet whom?", remedy="Somebody at the same place, e.g. /meet Tom. /scenes shows who is where.")
    first, other = survivor(state.world, sitting.scene, key)
    sitting.took(await desk.meet(sitting.game, first, other, asked(sitting), sitting.face))
    await scenes(sitting, "")


def named(state: "SceneState", typed: str) -> str:
    """The player character that is meant. Raises Refused."""
    found = [pc for pc in state.campaign.characters if state.is_playing(pc.id)]
    close = called(typed, ((pc.id, pc.name) for pc in found))
    if len(close) != 1:
        others = ", ".join(p.name for p in found)
        remedy = f"One of: {others}." if len(found) > 1 else "You play alone; /as NAME brings another of the party in."
        raise Refused(f'"{typed.strip()}" is nobody of the party.', remedy=remedy)
    return close[0]


def asked(sitting: Sitting) -> "Asked":
    """That it is asked for at this terminal, now."""
    from gm.play.scenes import Asked

    return Asked(sitting.source_face, sitting.fresh_id(), sitting.player)
