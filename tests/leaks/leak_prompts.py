"""What every model is sent in the next turns of that game: read last, for it plays on."""

from collections.abc import AsyncIterator
from typing import Final

from engine_table import WatchingFace
from leak_game import others, whisper
from leak_reading import Reading, Shown, Surface

from gm.domain.calls import Role
from gm.domain.scenes import MAIN
from gm.store.turns import load_last_turn

LINE: Final = "I ask Gregor and Hanna about the stone, the wheel, the cart, the Guild and Vesna"


async def _say(at: Reading, who: str, text: str = LINE) -> int:
    """Play a turn; gives how many requests there had been before."""
    table, since = at.table, len(at.table.model.requests)
    (seen,) = at.played.secrets.of("what all have seen")
    entry = table.line(f"{text}, and the {seen}", character=who, source=f"read:{since}")
    await table.engine.take_turn(at.game, [entry], WatchingFace(), scene_key=at.scene_of(who))
    await table.engine.settling.drain()
    return since


async def _played(at: Reading, role: str) -> AsyncIterator[Shown]:
    """`narrator`, `adjudicator`, `triage`, `tagger`: of a turn in the mill; with `elsewhere`, in the yard."""
    kind, _, where = role.partition(" ")
    since = await _say(at, "odo" if where else "ilse")
    sent = at.table.sent(Role(kind), since)
    assert sent, role
    yield Shown(sent)


async def _whispered(at: Reading, role: str) -> AsyncIterator[Shown]:
    """What is sent of a whisper of Ilse's: hers alone, beside what all may know."""
    since = len(at.table.model.requests)
    await whisper(at.table, at.game, "ilse", LINE, "Nobody looks up.", "read:whisper")
    yield Shown(at.table.sent(Role.NARRATOR, since))


async def _in_mode(at: Reading, role: str) -> AsyncIterator[Shown]:
    await at.table.engine.set_table(at.game, mode=role)
    since = await _say(at, "ilse")
    sent = at.table.sent(Role.NPC if role == "npc" else Role.NARRATOR, since)
    assert sent
    await at.table.engine.set_table(at.game, mode="game")
    yield Shown(sent)


async def _translated(at: Reading, role: str) -> AsyncIterator[Shown]:
    (seen,) = at.played.secrets.of("what all have seen")
    at.table.narrator = lambda _: f"The {seen} is gone."
    since = await _say(at, "una")
    async with at.table.database.read() as db:
        turn = await load_last_turn(db, at.game.branch_id, scene=MAIN)
    assert turn is not None
    at.table.others = lambda request: "Staub."
    await at.table.engine.desk.translated(at.game, turn, "de", player="una")
    at.table.others = others
    yield Shown(at.table.sent(Role.SCRIBE, since))


async def _closed(at: Reading, role: str) -> AsyncIterator[Shown]:
    """The sitting is closed: what is summed up; and what a director is asked where the next one opens."""
    since = len(at.table.model.requests)
    await at.table.engine.close_session(at.game)
    await at.table.engine.settling.drain()
    if role == "director":
        since = await _say(at, "ilse")
    sent = at.table.sent(Role(role), since)
    assert sent, role
    yield Shown(sent)


PROMPTS: Final = (
    Surface("prompt: narrator", ("narrator", "narrator elsewhere"), _played),
    Surface("prompt: adjudicator", ("adjudicator", "adjudicator elsewhere"), _played),
    Surface("prompt: triage", ("triage",), _played),
    Surface("prompt: tagger", ("tagger",), _played),
    Surface("prompt: whisper", ("narrator+ilse",), _whispered),
    Surface("prompt: npc, coauthor", ("npc", "coauthor"), _in_mode),
    Surface("prompt: translation", ("scribe",), _translated),
    Surface("prompt: scribe, director", ("scribe", "director"), _closed),
)
