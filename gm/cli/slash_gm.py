"""`/gm …`: the game master's hand at the terminal. The same calls that every other face makes."""

from typing import TYPE_CHECKING, Final

from gm.cli import slash_lore, slash_memory, slash_party, slash_whispers, slash_world
from gm.cli.prep import show_prep
from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import NotFound, Refused

if TYPE_CHECKING:
    from gm.domain.effects import Effect
    from gm.domain.play import SceneState, Turn
    from gm.play.reach import Verb

USES: Final = (
    ("give WHO, ITEM[, N]", "put something into somebody's hands"),
    ("take WHO, ITEM[, N]", "take something from somebody"),
    ("hp WHO, N", "heal somebody, or hurt them with a number below 0"),
    ("condition WHO, WHICH[, 0]", "give a condition, or lift it"),
    ("move WHO, PLACE", "bring somebody to a place"),
    ("learn WHO, FACT", "let somebody learn a fact"),
    ("flag WHICH[, 0]", "set a flag, or clear it"),
    ("clock WHICH[, N]", "move a clock"),
    ("kill WHO[, WORDS]", "somebody of the party dies"),
    ("say WHO: WORDS", "let somebody of the cast speak in your words"),
    ("narrate WORDS", "tell something yourself"),
    ("note [N] WORDS", "a private wish to the narrator for the next N turns (3)"),
    ("notes", "the notes that stand"),
    ("unnote N", "remove a note"),
    ("secrets", "what is hidden, and who knows it"),
    ("prep", "the next session: what lies at hand, odds, clocks"),
    *slash_lore.GM_USES,
    *slash_world.GM_USES,
    ("memory [WHAT …]", "what the game remembers, all of it; as /memory"),
    *slash_whispers.GM_USES,
    ("why [N]", "how a turn was decided, secrets included"),
)
_BEATS: Final = 3


async def gm(sitting: Sitting, argument: str) -> None:
    """One of `USES`; alone, the list of them."""
    from gm.play.reach import VERBS

    word, _, rest = argument.strip().partition(" ")
    name, rest = word.casefold(), rest.strip()
    if not name:
        _list(sitting)
    elif name in VERBS:
        await _hand(sitting, name, rest)
    elif name in ("say", "narrate"):
        await _words(sitting, rest, speaking=name == "say")
    elif name in ("note", "notes", "unnote"):
        await _notes(sitting, name, rest)
    elif name == "kill":
        await slash_party.kill(sitting, rest)
    elif name == "secrets":
        await _secrets(sitting)
    elif name == "prep":
        show_prep(sitting.screen, await sitting.app.engine.sittings.prepare(sitting.game, scene_key=sitting.scene))
    elif name == "lore":
        await slash_lore.master(sitting, rest)
    elif name in ("table", "quests", "quest", "skip"):
        await slash_world.master(sitting, name, rest)
    elif name == "memory":
        await slash_memory.master(sitting, rest)
    elif name in ("whisper", "sealed", "roll", "reveal"):
        await slash_whispers.master(sitting, name, rest)
    elif name == "why":
        await _why(sitting, rest)
    else:
        raise NotFound(f"There is no /gm {word}.", remedy="/gm alone lists what there is.")


def _list(sitting: Sitting) -> None:
    width = max(len(use) for use, _ in USES)
    for use, what in USES:
        sitting.screen.line(f"  /gm {use.ljust(width)}  {what}", keep=True)
    sitting.screen.line("Ids and names both do; party means everyone of the party who is here.", style="dim")


async def _hand(sitting: Sitting, verb: "Verb", rest: str) -> None:
    from gm.domain.play import Hand
    from gm.review.audience import change_row

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    effect = parse(state, verb, rest)
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, (effect,))
    turn: Turn = sitting.took(
        await sitting.app.engine.adjust(sitting.game, hand, sitting.face, scene_key=sitting.scene)
    )
    if turn.outcome is not None:
        for change in turn.outcome.changes:
            sitting.screen.line(change_row(change), indent=2, style="dim")
    sitting.screen.line("Done. /undo takes it back.")


def parse(state: "SceneState", verb: "Verb", rest: str) -> "Effect":
    """What was typed after the verb, as an effect: parts between commas, or else words (who, what, number).

    Raises:
        NotFound, Refused: nothing of that name, or no number where one is needed.
    """
    from gm.play.reach import effect_of

    parts = [part.strip() for part in rest.split(",")] if "," in rest else rest.split()
    number: int | None = None
    if len(parts) > 1 and parts[-1].lstrip("+-").isdecimal():
        number = int(parts.pop())
    if verb in ("flag", "clock"):
        return effect_of(state, verb, "", " ".join(parts), number)
    if verb == "hp":
        return effect_of(state, verb, " ".join(parts), "", number)
    if len(parts) < 2:
        raise Refused("Who, and what?", remedy="For example: /gm give ilse, brass lamp")
    return effect_of(state, verb, parts[0], " ".join(parts[1:]), number)


async def _words(sitting: Sitting, rest: str, *, speaking: bool) -> None:
    from gm.cli.slash_desk import tells
    from gm.domain.play import Hand
    from gm.play.reach import find
    from gm.play.views import character_name

    speaker, words = None, rest
    if speaking:
        who, colon, words = rest.partition(":")
        if not colon:
            raise Refused("Who says what?", remedy="For example: /gm say orla: Close the door.")
        speaker = find(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), "npc", who)
    if await tells(sitting, words.strip(), speaker) is not None:
        return
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, words=words.strip(), speaker=speaker)
    sitting.took(await sitting.app.engine.adjust(sitting.game, hand, sitting.face, scene_key=sitting.scene))
    if speaker is not None:
        sitting.screen.line(f"{character_name(sitting.campaign, speaker)}: {words.strip()}")


async def _notes(sitting: Sitting, name: str, rest: str) -> None:
    desk = sitting.app.engine.desk
    if name == "unnote":
        await desk.unnote(sitting.game, int(rest) if rest.isdecimal() else 0)
        sitting.screen.line("Removed.")
        return
    if name == "note":
        first, _, others = rest.partition(" ")
        counted = first.isdecimal() and bool(others)
        beats = min(int(first), 100) if counted else _BEATS
        await desk.note(sitting.game, PLAYER, others if counted else rest, beats=beats or None, scene_key=sitting.scene)
    rows = await desk.notes(sitting.game, scene_key=sitting.scene)
    for note, left in rows:
        sitting.screen.line(f"{note.id}. {note.text} ({'until removed' if left is None else f'{left} more'})", indent=2)
    if not rows:
        sitting.screen.line("No note stands.")


async def _secrets(sitting: Sitting) -> None:
    from gm.play.reach import hidden_rows

    rows = hidden_rows(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene))
    for fact, text, knowing in rows:
        sitting.screen.line(f"· {fact}: {text}", indent=2)
        sitting.screen.line(f"known to {', '.join(knowing)}" if knowing else "nobody of the party knows it", indent=4)
    if not rows:
        sitting.screen.line("Nothing is hidden from the party.")


async def _why(sitting: Sitting, rest: str) -> None:
    from gm.cli.explaining import show_why
    from gm.review.why import load_why

    async with sitting.app.database.read() as db:
        found = await load_why(db, sitting.game, number=int(rest) if rest.isdecimal() else None, spoilers=True)
    show_why(sitting.screen, found, prompts=True)
