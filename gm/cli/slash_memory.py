"""`/memory …` at the table: as the character who sits here; after `/gm` as the game master, who may know all."""

from typing import TYPE_CHECKING, Final

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from gm.play.memories import Reader

USES: Final = (
    ("memory", "what your character keeps in mind"),
    ("memory search WORDS", "look for it in all that was said and told"),
    ("memory add WORDS", "keep a fact"),
    ("memory correct N: WORDS", "word one of your facts anew"),
    ("memory pin N", "keep a fact, or a turn (t12), before the narrator"),
    ("memory unpin N", "take a pin away"),
    ("memory forget N", "leave it out from now on; the log keeps it"),
    ("memory tell N, WHO", "let somebody here know of it"),
    ("memory lock N", "a game master's: nobody else changes it (unlock N)"),
)


async def memory(sitting: Sitting, argument: str) -> None:
    """One of `USES`, as the character who sits here."""
    from gm.play.memories import Reader

    await _memory(sitting, argument, Reader(PLAYER, (sitting.character.id,)))


async def master(sitting: Sitting, argument: str) -> None:
    """One of `USES`, as the game master."""
    from gm.play.memories import Reader

    await _memory(sitting, argument, Reader(PLAYER, (sitting.character.id,), is_gm=True))


async def _memory(sitting: Sitting, argument: str, reader: "Reader") -> None:
    word, _, rest = argument.strip().partition(" ")
    name, rest = word.casefold() or "list", rest.strip()
    desk, game = sitting.app.engine.memory, sitting.game
    if name in ("list", "search"):
        await _look(sitting, reader, rest if name == "search" else None)
    elif name == "add":
        sitting.screen.line(f"Kept as fact {await desk.add(game, reader, rest)}.")
    elif name in ("correct", "edit"):
        ref, colon, words = rest.partition(":")
        if not colon:
            raise Refused("Which fact, and how does it go?", remedy="For example: /memory correct 3: Onley is back")
        sitting.screen.line(f"It was: {(await desk.correct(game, reader, ref, words)).text}")
    elif name in ("tell", "share"):
        await _tell(sitting, reader, rest)
    elif name in ("pin", "unpin", "lock", "unlock", "forget", "recollect"):
        await _mark(sitting, reader, name, rest)
    else:
        uses = "; ".join(use.removeprefix("memory ") for use, _ in USES[1:])
        raise NotFound(f"There is no /memory {word}.", remedy=f"There is: {uses}.")


async def _look(sitting: Sitting, reader: "Reader", wanted: str | None) -> None:
    from gm.cli.remembering import listed_rows, looked_rows

    desk = sitting.app.engine.memory
    campaign = (await desk.kept(sitting.game)).campaign
    if wanted is None:
        rows = list(listed_rows(campaign, await desk.listed(sitting.game, reader)))
    elif not wanted:
        raise Refused("Look for what?", remedy="For example: /memory search the iron key")
    else:
        rows = list(looked_rows(campaign, await desk.search(sitting.game, reader, wanted)))
    for row in rows:
        sitting.screen.line(f"· {row}", indent=2)
    if not rows:
        sitting.screen.line("Nothing of that is remembered." if wanted else "Nothing is remembered here yet.")


async def _tell(sitting: Sitting, reader: "Reader", rest: str) -> None:
    from gm.domain.play import Hand
    from gm.play.memory_desk import who_named

    ref, comma, who = rest.partition(",")
    if not comma:
        raise Refused("Which fact, and whom?", remedy="For example: /memory tell 3, Onley")
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    listener = who_named(state, who)
    effects = await sitting.app.engine.memory.shared(sitting.game, state, reader, ref, listener)
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, effects)
    sitting.took(await sitting.app.engine.adjust(sitting.game, hand, sitting.face, scene_key=sitting.scene))
    sitting.screen.line("Told. /undo takes it back.")


async def _mark(sitting: Sitting, reader: "Reader", name: str, ref: str) -> None:
    from gm.cli.remembering import FORGOTTEN

    desk, game = sitting.app.engine.memory, sitting.game
    if not ref:
        raise Refused("Which one?", remedy=f"For example: /memory {name} 3")
    if name == "pin":
        done = await desk.pin(game, reader, ref)
    elif name == "unpin":
        done = await desk.unpin(game, reader, ref)
    elif name in ("lock", "unlock"):
        done = await desk.lock(game, reader, ref, on=name == "lock")
    elif name == "forget":
        done = await desk.forget(game, reader, ref)
    else:
        done = await desk.recollect(game, reader, ref)
    said = FORGOTTEN.replace("`--back` takes this back", "`/gm memory recollect` takes this back")
    sitting.screen.line("It is so already." if not done else said if name == "forget" else "Done.")
