"""`/safety …` and `/xcard` at the table: what is not played, and stepping away from a beat."""

from typing import TYPE_CHECKING, Final

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from gm.domain.boundaries import Boundary
    from gm.domain.campaign import Campaign

USES: Final = (
    ("safety", "what is not played here, and your own lines and veils"),
    ("safety line TOPIC[: WORDS]", "never; words are what code looks for, e.g. spiders: tarantula*, 蜘蛛"),
    ("safety veil TOPIC[: WORDS]", "may happen, is not shown"),
    ("safety drop TOPIC", "take one of yours back"),
    ("safety table line|veil|drop TOPIC", "the same for the whole table"),
    ("safety rating everyone|teen|mature|adult|off", "the strongest that this table wants"),
    ("safety card anyone|gm|at_once", "after an X-card: who goes on, or that nobody needs to"),
    ("safety log", "what was kept out: neither who nor what"),
)


async def safety(sitting: Sitting, argument: str) -> None:
    """One of `USES`; alone, what holds."""
    word, _, rest = argument.strip().partition(" ")
    name, rest = word.casefold(), rest.strip()
    if not name:
        await _show(sitting)
    elif name in ("line", "veil", "drop"):
        await _own(sitting, name, rest)
    elif name == "table":
        await _table(sitting, rest)
    elif name == "rating":
        await sitting.app.engine.safety.set_table(sitting.game, rating="" if rest in ("off", "none") else rest)
        sitting.screen.line(f"This table plays up to: {(await _played(sitting)).rating}.")
    elif name == "card":
        await _card(sitting, rest)
    elif name == "log":
        await _log(sitting)
    else:
        uses = "; ".join(use.removeprefix("safety ") for use, _ in USES[1:])
        raise NotFound(f"There is no /safety {word}.", remedy=f"There is: {uses}.")


async def xcard(sitting: Sitting, argument: str) -> None:
    """Step away from the last beat: it is taken back, and comes back in nothing that follows."""
    engine = sitting.app.engine
    await engine.set_aside(sitting.game, by=sitting.character.id, scene_key=sitting.scene)
    sitting.last = None
    sitting.screen.line("That is set aside. It comes back in nothing that follows; the story goes on elsewhere.")
    if (await engine.table(sitting.game)).resting:
        sitting.screen.line("The table rests until somebody types /resume.", style="dim")


async def resume(sitting: Sitting, argument: str) -> None:
    """The table rests no more after an X-card; what has waited is played."""
    engine = sitting.app.engine
    if not await engine.go_on(sitting.game):
        raise Refused("The table is not resting.")
    sitting.screen.line("On we go, elsewhere.")
    for each in await engine.scenes.all(sitting.game):
        await engine.resume(sitting.game, sitting.face, scene_key=each.key)
        await engine.control.settle(sitting.game, sitting.face, scene_key=each.key)


async def _card(sitting: Sitting, wanted: str) -> None:
    from gm.domain.table import AFTER_CARD

    if wanted not in AFTER_CARD:
        raise Refused("After an X-card?", remedy=f"One of: {', '.join(AFTER_CARD)}.")
    await sitting.app.engine.set_table(sitting.game, after_card=wanted)
    sitting.screen.line({"anyone": "After an X-card the table rests until anyone goes on.",
                         "gm": "After an X-card the table rests until the game master goes on.",
                         "at_once": "After an X-card the table plays on at once."}[wanted])  # fmt: skip


async def _played(sitting: Sitting) -> "Campaign":
    return await sitting.app.engine.safety.played(sitting.game)


async def _show(sitting: Sitting) -> None:
    desk = sitting.app.engine.safety
    common, own = await desk.common(sitting.game), await desk.own(sitting.game, PLAYER)
    screen = sitting.screen
    screen.line(f"Rating: {(await desk.played(sitting.game)).rating}.")
    for title, found in (("At this table", common), ("Yours, shown to nobody", own)):
        if found:
            screen.line(f"{title}:")
        for each in found:
            screen.line(f"{_KINDS[each.kind]}: {each.text}", indent=2)
    if not own:
        screen.line("You have set none of your own. For example: /safety line spiders", style="dim")


_KINDS: Final = {"line": "never", "veil": "off-screen"}


async def _own(sitting: Sitting, kind: str, text: str) -> None:
    from gm.domain.boundary_edits import texts_of
    from gm.rules.safety.finding import unchecked

    desk = sitting.app.engine.safety
    kept = _changed(await desk.own(sitting.game, PLAYER), kind, text)
    lines, veils = texts_of(kept, "line"), texts_of(kept, "veil")
    await desk.set_own(sitting.game, PLAYER, lines=lines, veils=veils)
    sitting.screen.line(
        "Taken back." if kind == "drop" else "Kept. It counts from now on, and nobody is told whose it is."
    )
    if kind != "drop" and unchecked(kept[-1:]):
        sitting.screen.line(NO_WORDS, style="dim")


NO_WORDS: Final = (
    "The models are told, but nothing checks it: code knows no words for it. Add some after a colon, "
    "e.g. topic: word*, 词."
)


async def _table(sitting: Sitting, rest: str) -> None:
    kind, _, text = rest.partition(" ")
    if kind not in ("line", "veil", "drop"):
        raise Refused("What for the table?", remedy="For example: /safety table line spiders")
    from gm.domain.boundary_edits import texts_of
    from gm.play.bounds import table_boundaries

    engine = sitting.app.engine
    kept = _changed(table_boundaries(await engine.table(sitting.game)), kind, text.strip())
    await engine.safety.set_table(sitting.game, lines=texts_of(kept, "line"), veils=texts_of(kept, "veil"))
    sitting.screen.line("Taken back." if kind == "drop" else "Kept, for everybody at this table.")


def _changed(had: "tuple[Boundary, ...]", kind: str, text: str) -> "tuple[Boundary, ...]":
    from gm.domain.boundary_edits import edited

    named = {"line": "never", "veil": "veil", "drop": "drop"}[kind]
    kept, touched = edited(had, **{named: text})
    if not touched and kind == "drop":
        raise NotFound("There is no such line or veil here.", remedy="/safety shows them.")
    if not touched:
        raise Refused("Which topic?", remedy="For example: /safety line spiders")
    return kept


async def _log(sitting: Sitting) -> None:
    from gm.review.safety import log_rows

    rows = log_rows(await sitting.app.engine.safety.log(game=sitting.game))
    for row in rows:
        sitting.screen.line(row, indent=2)
    if not rows:
        sitting.screen.line("Nothing has been kept out.")
