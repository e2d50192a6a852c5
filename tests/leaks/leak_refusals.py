"""What people are told who reach for what is not theirs."""

from collections.abc import AsyncIterator, Awaitable, Iterable

from engine_table import WatchingFace
from leak_reading import Reading, Shown

from gm.domain.calls import Role
from gm.domain.errors import GmError
from gm.domain.scenes import MAIN
from gm.play.memories import Reader
from gm.play.scenes import Asked
from gm.review.prompts import load_sent_prompts


async def refused(at: Reading, who: str) -> AsyncIterator[Shown]:
    """What people are told who reach for what is not theirs."""
    face = WatchingFace()
    said = []
    for echo, reached in _reaches(at, who, face):
        try:
            said.append(Shown(repr(await reached), echo))
        except GmError as error:
            said.append(Shown(f"{error} {error.remedy} {error.key} {error.values!r}", echo))
    assert any("does not play that" in each.text for each in said), "the control: refusals are among them"
    for each in said:
        yield each
    yield Shown(repr(face.events))


def _reaches(at: Reading, who: str, face: WatchingFace) -> Iterable[tuple[str, Awaitable[object]]]:
    """(what was typed, the reach)."""
    engine, game, key = at.table.engine, at.game, at.scene_of(who)
    reader, other = Reader(who, (who,)), "una" if who == "ilse" else "ilse"
    for word in {each.kind: each.word for each in at.played.secrets.all}.values():
        yield word, engine.take_turn(game, [at.table.line(word * 1000, character=who)], face, scene_key=key)
        yield word, engine.memory.pin(game, reader, word)
        yield word, engine.scenes.meet(game, MAIN, word, _asked(who), face)
        yield word, engine.marks.turn_of(game, word)
        yield word, engine.scenes.part(game, [who], word, _asked(who), face, scene_key=key)
    for line in at.played.secrets.of("line of a player"):
        said = at.table.line(f"I call the {line} in tents", character=who)
        yield line, engine.take_turn(game, [said], face, scene_key=key)
    for number in ("1", "2", "3", "7"):
        yield "", engine.memory.correct(game, reader, number, "I know it all")
        yield "", engine.memory.forget(game, reader, number)
    yield "", engine.whispers.open(game, at.played.turns[f"whisper of {other}"], who)
    yield "", engine.switch(game, "nowhere")
    for turn in ("whisper of una", "whisper of ilse", "set aside"):
        yield "", _sent(at, at.played.turns[turn], Role.NARRATOR)
    yield "", _sent(at, at.played.turns["reason"], Role.ADJUDICATOR)


def _asked(who: str) -> Asked:
    return Asked("test", f"refused:{who}", who)


async def _sent(at: Reading, number: int, role: Role) -> object:
    async with at.table.database.read() as db:
        return await load_sent_prompts(db, at.game, number=number, role=role.value)
