"""The tellings of a beat: which is shown, words mended by hand, what readers think. Nothing is bought."""

from dataclasses import replace

from gm.domain.brief import NarrationBrief
from gm.domain.campaign import Campaign
from gm.domain.errors import NotFound, Refused
from gm.domain.play import Lease, Scene, Turn
from gm.domain.speakers import Segment, segments, speakers_of
from gm.memory.gists import gist_of
from gm.memory.story import length
from gm.play.narrate import ANEW, EXPAND
from gm.play.parts import EngineParts
from gm.play.steering import SET_ASIDE
from gm.store.steers import is_set_aside
from gm.store.tellings import Verdict, drop_rating, load_tellings, record_rating
from gm.store.texts import ERASED
from gm.store.turns import load_last_turn, load_turn, record_alternative, record_narration
from gm.store.tx import Db

_BEGINS = 200
"""Characters of an earlier telling that say which way it went."""
_WAYS = 3
_SHOWN = 4_000
"""Characters of an earlier telling that a prompt shows: it must fit into small windows."""
_LONGEST = 500
"""Words beyond which a passage is not asked for, however often it is expanded."""
MOST = 12_000
"""Characters that a telling may have."""


async def told_before(parts: EngineParts, brief: NarrationBrief, turn: Turn) -> NarrationBrief:
    """A beat that is told once more, with the telling that this one is to replace, and how earlier ones began."""
    async with parts.database.read() as db:
        kept = await load_tellings(db, turn.id)
    now = turn.narration or ""
    others = tuple(each.text[:_BEGINS] for each in kept if each.text not in (now, ERASED))
    return replace(brief, replaces=in_prompt(now), other_ways=others[-_WAYS:], words=_words_anew(brief, now))


def in_prompt(told: str) -> str:
    """An earlier telling as it stands before whoever words it anew; '' once it was erased."""
    if told == ERASED:
        return ""
    return told if len(told) <= _SHOWN else f"{told[:_SHOWN].rstrip()} …"


def _words_anew(brief: NarrationBrief, now: str) -> int:
    """Where people write together, a passage that is written anew as they ask keeps its length, and one that is
    expanded gets twice as much; another way on is as long as any."""
    if brief.mode != "coauthor" or brief.reword == ANEW:
        return brief.words
    times = 2 if brief.reword.startswith(EXPAND) else 1
    return min(max(20, round(length(now) * times, -1)), max(_LONGEST, brief.words))


async def choose(parts: EngineParts, scene: Scene, turn_id: int, alternative: int) -> Turn:
    """Show another kept telling of the last beat. Later prompts hold the one that is shown.

    Raises:
        Refused: it is not the last beat any more. NotFound: no such telling.
    """
    async with parts.database.begin() as db:
        last = await load_last_turn(db, scene.branch_id, scene=scene.key)
        if last is None or last.id != turn_id:
            raise Refused("The story has moved on: this is no longer the last turn.", key="button.not_last")
        if not 0 <= alternative < last.alternatives:
            raise NotFound("The turn has no such telling.", key="tellings.none")
        await _need_words(db, turn_id)
        await record_alternative(db, turn_id, alternative)
        await db.commit()
    return await _fresh(parts, scene, turn_id)


async def mend(parts: EngineParts, scene: Scene, lease: Lease, turn_id: int, text: str, author: str) -> Turn:
    """Tell a turn, the last or an older one, in these words, as another telling of it; the earlier ones are kept.
    `author`: the player who wrote it.

    Raises:
        Refused: there are no words, too many, or it has not been told yet.
    """
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\x00", "").strip()
    if not text or text == ERASED:
        raise Refused("Nothing would be left of this turn. Undo takes it back.", key="mend.nothing")
    if len(text) > MOST:
        raise Refused("That is too long for one turn.", key="mend.long")
    async with parts.database.begin() as db:
        turn = await load_turn(db, turn_id, branch_id=scene.branch_id)
        if turn.status != "done" or not turn.alternatives:
            raise Refused("This turn is not told yet.", key="mend.not_told")
        await _need_words(db, turn_id)
        gist = gist_of((), (), text)
        kept = {"source": "gm", "gist": gist, "author": author}
        await record_narration(db, lease, turn_id, text=text, alternative=turn.alternatives, **kept)
        await db.commit()
    return await _fresh(parts, scene, turn_id)


async def _need_words(db: Db, turn_id: int) -> None:
    """Raises Refused for a beat that the table has set aside: its words stay away."""
    if await is_set_aside(db, turn_id):
        raise Refused(SET_ASIDE, key="undo.set_aside")


async def _fresh(parts: EngineParts, scene: Scene, turn_id: int) -> Turn:
    parts.gists.clear()
    parts.told.clear()
    async with parts.database.read() as db:
        return await load_turn(db, turn_id, branch_id=scene.branch_id)


async def rate(parts: EngineParts, turn: Turn, player: str, verdict: Verdict, *, taken_back: bool = False) -> None:
    """Keep what a reader thinks of a turn's telling, or take it back. A turn that is not told is not rated."""
    if not turn.alternatives:
        return
    async with parts.database.begin() as db:
        if taken_back:
            await drop_rating(db, turn.id, player, verdict)
        else:
            model, now = turn.narration_source, parts.clock.now()
            await record_rating(
                db, turn.game_id, turn.id, player, verdict, model=model, alternative=turn.alternative, now=now
            )
        await db.commit()


def parts_of(campaign: Campaign, turn: Turn) -> tuple[Segment, ...]:
    """A turn's telling by who speaks."""
    present = turn.outcome.present if turn.outcome else ()
    return segments(turn.narration or "", speakers_of(campaign, present))


def with_part(told: tuple[Segment, ...], at: int, words: str) -> str:
    """The telling with other words in one part; without any, without that part. Raises Refused if there is none."""
    if not 0 <= at < len(told):
        raise Refused("There is nothing to edit there.", key="mend.nowhere")
    part, words = told[at], words.strip()
    lead = part.text[: part.said_at].strip()
    space = part.text[len(part.text.rstrip()) :]
    if part.speaker:
        words = " ".join(words.split())  # a paragraph of theirs is one line
    new = f"{lead} {words}{space or chr(10) * 2}" if part.speaker and words else f"{words}{space}" if words else ""
    return "".join(new if number == at else each.text for number, each in enumerate(told)).strip()
