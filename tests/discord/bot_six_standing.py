"""What must stand after a table of six has played, whatever happened: answered once, in order, and nothing told of."""

from collections import Counter
from collections.abc import Iterator

from bot_six import CAST, Line, Six
from bot_six_after import calls_of, check_mine
from bot_standing import MARK, check_manners, check_said_once, check_sound, turns_of
from loopback import Message

from gm.domain.play import Turn
from gm.store.calls import load_prompt


async def check_all(six: Six) -> None:
    """Everything at once."""
    turns = [turn for turn in await turns_of(six.app, six.group) if turn.status == "done"]
    check_answered(six, turns, await whispered(six))
    check_order(six, turns)
    check_once_a_round(six, turns)
    check_private(six)
    check_aside(six)
    await check_asked(six)
    check_apart(six)
    for thread in six.channel.threads:
        lines = [line for line in six.lines if line.thread == thread.id and line.fate == "answered"]
        scene = six.apart(thread, six.here)
        check_said_once(scene.group, [line.mark for line in lines if line.kind in ("do", "ooc")])
        await check_sound(six.app, scene.group)
    check_manners(six.server, list(six.group.players.values()))
    for who in CAST:
        await check_mine(six, who)


async def whispered(six: Six) -> list[str]:
    """The marks of what was whispered and answered: no list of what was played has it."""
    table = await six.bot.tables.at(six.group.thread.id)
    assert table is not None
    texts = [await six.app.engine.whispers.mine(table.game, seat.character) for seat in table.seats.values()]
    return [mark for found in texts for each in found for mark in MARK.findall(each.said)]


def check_answered(six: Six, turns: list[Turn], whispers: list[str]) -> None:
    """Every input is answered exactly once; what was said otherwise, taken back or set aside is not."""
    counted = Counter(mark for turn in turns for entry in turn.inputs for mark in MARK.findall(entry.input.text))
    counted += Counter(whispers)
    wanted = {line.mark: int(line.fate == "answered") for line in six.lines if line.kind != "note"}
    wrong = {mark: (counted[mark], known(six, mark)) for mark, times in wanted.items() if counted[mark] != times}
    assert not wrong, wrong


def known(six: Six, mark: str) -> Line:
    return next(line for line in six.lines if line.mark == mark)


def check_order(six: Six, turns: list[Turn]) -> None:
    """Nobody's words are answered before their earlier ones; nothing of a step before what was said in an earlier
    one. Talk out of character and whispers do not wait for what waits."""
    lines = {line.mark: line for line in six.lines if line.kind == "do"}
    said = [mark for turn in turns for entry in turn.inputs for mark in MARK.findall(entry.input.text) if mark in lines]
    for thread in {line.thread for line in lines.values()}:  # no scene waits for another one
        steps = [lines[mark].step for mark in said if lines[mark].thread == thread]
        assert steps == sorted(steps)
    for who in CAST:
        own = [int(mark[4:-3]) for mark in said if lines[mark].who == who]
        assert own == sorted(own), who


def check_once_a_round(six: Six, turns: list[Turn]) -> None:
    """Nobody acts twice in a round, nor twice in a step where each acts once."""
    for turn in turns:
        kinds = {mark: line.kind for line in six.lines for mark in [line.mark]}
        acted = [
            entry.input.character
            for entry in turn.inputs
            if entry.input.kind != "ooc"
            and not any(kinds.get(m) in ("ooc", "whisper") for m in MARK.findall(entry.input.text))
        ]
        assert len(acted) == len(set(acted)), turn


def versions(six: Six) -> Iterator[tuple[Message, float, str]]:
    """Every text that stood in any message, with when it began to."""
    for channel in six.group.channel.guild.channels.values():  # type: ignore[union-attr]
        for post in channel.all_messages.values():
            said = ""
            for version in post.history:
                if version.text != said:  # buttons alone are no news
                    yield post, version.at, version.text
                said = version.text


def check_private(six: Six) -> None:
    """What was whispered or written to the game master stood in nothing that another could see, not even for a
    moment."""
    private = {line.mark: line for line in six.lines if line.kind in ("whisper", "note")}
    assert len(private) or six.steps < 20, "the control"
    seen = set()
    for post, _, text in versions(six):
        for mark in MARK.findall(text):
            line = private.get(mark)
            if line is None:
                continue
            seen.add(mark)
            assert post.ephemeral, f"public: {text}"
            readers = {six.user(line.who), six.user("Ada")}  # Ada leads the game
            assert post.shown_to in readers, f"shown to {post.shown_to}: {text}"
    assert seen == private.keys(), "the control: who whispered reads it"


def check_apart(six: Six) -> None:
    """What was said in one scene stood in no other one's thread, not even for a moment and also after they met: but
    for what had been said before they parted, and what somebody whispered, for their own eyes."""
    lines = {line.mark: line for line in six.lines}
    for post, _, text in versions(six):
        for mark in MARK.findall(text):
            line = lines[mark]
            if line.thread == post.channel.id or line.mark in said_before(six, post.channel.id):
                continue
            own = post.shown_to in (six.user(line.who), six.user("Ada"))  # Ada leads the game
            assert post.ephemeral and own and line.kind in ("whisper", "note"), f"from another scene: {text}"


def said_before(six: Six, thread: int) -> set[str]:
    """Marks of what was said in the scenes that this one came out of, before it did."""
    found: set[str] = set()
    while thread in six.came_from:
        thread, count = six.came_from[thread]
        found |= {line.mark for line in six.lines[:count] if line.thread == thread}
    return found


def check_aside(six: Six) -> None:
    """What was set aside is in nothing that the bot shows from then on, and nothing says who laid the card."""
    aside = {line.mark: line for line in six.lines if line.fate == "aside"}
    ours = [(post, at, text) for post, at, text in versions(six) if post.author.bot or post.webhook_id]
    for post, at, text in ours:
        for mark in MARK.findall(text):
            if mark in aside:
                assert post.deleted_at is not None or post.ephemeral, f"still stands: {text}"
                assert at <= aside[mark].until, f"came back: {text}"
    for press in six.presses:
        user, character = six.user(press.who), CAST[press.who]
        lines = [text for post, at, text in ours if not post.ephemeral and press.since <= at <= press.until]
        for text in lines:
            others = [name for name in CAST.values() if name != character and name in text]
            assert str(user.id) not in text and press.who not in text.split(), text
            assert character not in text or others, f"who laid the card is told: {text}"


async def check_asked(six: Six) -> None:
    """What was set aside was in prompts until then, and is in none from then on, of any scene."""
    aside = {line.mark: line for line in six.lines if line.fate == "aside"}
    before: set[str] = set()
    for call in await calls_of(six) if aside else ():
        async with six.app.database.read() as db:
            sent = await load_prompt(db, call.id)
        for mark in {mark for message in sent for mark in MARK.findall(message.content)} & aside.keys():
            assert call.id <= aside[mark].asked, f"a {call.role} was sent {aside[mark]}"
            before.add(mark)
    assert bool(before) == bool(aside), "the control"
