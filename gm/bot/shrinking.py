"""A turn that was taken back, as its posts say it: one line each, nothing to press."""

from collections.abc import Callable

from gm.bot.catalogue import Speech
from gm.bot.posts import Part, Posts
from gm.bot.split import one_line
from gm.bot.telling import in_order, speaks
from gm.domain.play import ReceivedInput, Turn
from gm.store.texts import ERASED


async def shrink(posts: Posts, speech: Speech, speaker: Callable[[ReceivedInput], str], turn: Turn, by: str) -> None:
    """Leave one line of the turn and its words, struck out; `by` took it back ('': nobody knows any more).

    What bears a mark by which the next life finds this turn comes last: whatever kills us on the way, it is finished
    then."""
    names = await posts.names(turn.id)
    told = [name for name in in_order(names) if not speaks(name)]
    keep = next((name for name in (*told[:1], "o", "q") if name in names), next(iter(in_order(names)), "u"))
    key = "undo.off_line" if turn.number < 0 else "undo.line_by" if by else "undo.line"
    line = Part(f"-# {speech(key, number=turn.number, who=by)}")
    said = {f"i{entry.id}.0": entry for entry in turn.inputs}
    if keep == "u":
        await posts.put(turn.id, keep, line)
    marked = {name for name in names if await posts.kind(turn.id, name)}
    for name in sorted(names, key=lambda name: name in marked):
        if name == keep:
            await posts.put(turn.id, name, line)
        elif name[0] in "bf":  # where the story forked stays, whatever is taken back
            await posts.rebutton(turn.id, name, (), "")
        elif name in said:
            text = said[name].input.text
            words = "" if text == ERASED else one_line(text)
            await posts.put(turn.id, name, Part(f"~~{words or '…'}~~", speaker=speaker(said[name])))
        else:
            await posts.drop(turn.id, name)
