"""A step of a table of six in each way of taking turns: free, in rounds, in an order, and with a draft that waits."""

from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Final

from bot_six import CAST, Line, Six
from bot_six_after import after
from bot_six_split import Scenes
from loopback import Message

from gm.bot.turn_desk import mind_turns
from gm.play.standing import Standing

DEADLINE: Final = 600
"""Seconds: longer than any step takes on a slow machine."""


async def standing(six: Six) -> Standing:
    """Whose turn it is."""
    table = await six.bot.tables.at(six.group.thread.id)
    assert table is not None
    return await six.app.engine.control.standing(table.game, scene_key=table.binding.scene)


async def set_turns(six: Six, how: str) -> None:
    """Ada, who started the game, sets it."""
    wanted = {"how": how, "deadline": f"{DEADLINE}s", "absent": six.chance.choice(["skip", "default", "party"])}
    await (await six.user("Ada").slash(six.group.thread, "turns", wanted)).message()
    await six.settle()


async def beside(six: Six) -> None:
    """What goes on beside, in every way."""
    if six.often(0.15):
        await six.whispers(six.anyone())
    if six.often(0.15):
        await six.says(six.anyone(), "ooc", six.chance.choice(["mention", "command"]))


def speaking(six: Six, counts: list[int]) -> list[str]:
    """Who says something: one of so many, or everybody where all walk."""
    who = six.shuffled()
    return who if six.going else who[: six.chance.choice(counts)]


async def away(six: Six) -> list[Line]:
    """The bot goes and comes back; what was said to it meanwhile is heard then."""
    lines: list[Line] = []

    async def spoken() -> None:
        line = six.line(six.anyone(), "ooc")
        lines.append(line)
        six.user(line.who).mention(six.group.thread, f"((are you there? {line.mark}))")

    await six.restart(spoken if six.often(0.5) else None)
    for line in lines:
        await six.heard(line)
    await six.settle()
    return lines


# -- free


async def free(six: Six, *, die: bool) -> None:
    """One to three speak at once."""
    who = speaking(six, [1, 1, 2, 3])
    marks = [await six.says(name) for name in who]
    if die:
        await away(six)
        await six.server.until(lambda: all(six.spoken(line) for line in marks), 30, "what was said before")
    await beside(six)
    await six.settle()


# -- rounds


async def rounds(six: Six, *, die: bool) -> None:
    """All declare but who is away, and some say it otherwise; then they are ready, or the deadline passes."""
    here = six.shuffled()
    absent = here.pop() if six.often(0.25) and len(here) > 1 and not six.hurried else ""
    changing = here[0] if six.often(0.4) else ""
    declared: list[Line] = []
    for name in here:
        if name == changing:
            declared.append(await changes_mind(six, name))
        else:
            declared.append(await six.says(name))
        await six.group.rest()
    await beside(six)
    if die:
        await away(six)
    await six.settle()
    if six.often(0.08) and not six.going:
        await call_off(six, declared)
        return
    if six.often(0.2):
        holds = here[-1]
        await (await six.user(holds).click(card(six), "Hold")).message("want time")
        await six.group.rest()
    if not absent and six.often(0.1):
        await (await six.user("Ada").click(card(six), "Play the round now")).message("being played")
    else:
        for name in here:
            await (await six.user(name).click(card(six), "Ready")).message("You are ready")
            await six.group.rest()
        if absent:
            await pass_deadline(six)
    await six.settle()
    assert six.group.with_button("Ready") == [], "the round is played"


async def changes_mind(six: Six, name: str) -> Line:
    """Says it again, edits it, or takes it back and says it anew."""
    how = six.chance.choice(["again", "edited", "withdrawn"])
    if how == "edited":
        return await six.amends(name, take_back=False)
    if how == "withdrawn":
        await six.amends(name, take_back=True)
        return await six.says(name)
    first = await six.says(name)
    await six.group.rest()
    first.fate = "replaced"
    six.acts["said again"] += 1
    return await six.says(name)


def card(six: Six) -> Message:
    """The open round's one card."""
    (found,) = six.group.with_button("Ready")
    return found


async def call_off(six: Six, declared: list[Line]) -> None:
    """Undo calls an open round off."""
    six.acts["round called off"] += 1
    await (await six.user(six.anyone()).slash(six.group.thread, "undo")).message("Called off")
    for line in declared:
        line.fate = "undone"
    await six.settle()


async def pass_deadline(six: Six) -> None:
    """Somebody is away: nobody waits for them any longer than was said."""
    six.acts["deadline"] += 1
    before = (await standing(six)).due
    assert before is not None
    own = await six.bot.tables.at(six.thread.id)
    assert own is not None and await mind_turns((own,), six.clock.now()) == 0, "not before its time"
    six.clock.later(seconds=DEADLINE + 1)
    known = {each.binding.scene: each.turns.due for each in six.bot.tables.all_open()}
    late = await mind_turns(six.bot.tables.all_open(), six.clock.now())
    await six.group.rest()
    now = await standing(six)
    assert now.due is None or now.due > before, f"nobody waits past {before}: {known}, {late} were late, {now}"


# -- in order


async def in_order(six: Six, *, die: bool) -> None:
    """All speak once in any order; words that come early wait; who is away is passed by."""
    here = six.shuffled()
    absent = here.pop() if six.often(0.25) and len(here) > 1 and not six.hurried else ""
    changing = here[0] if six.often(0.4) else ""
    names = {character: name for name, character in (await characters(six)).items()}
    for name in here:
        line = await six.says(name)
        await six.settle()
        if name == changing and name in [names[who] for who in (await standing(six)).waiting]:
            line.fate = "replaced"
            six.acts["said again"] += 1
            await six.says(name)
            await six.settle()
    await beside(six)
    if die:
        await away(six)
    await six.settle()
    for _ in range(2 * len(CAST)):
        if not (await standing(six)).waiting:
            break
        assert absent, "all have spoken: nobody waits"
        await pass_deadline(six)
        await six.settle()
    assert not (await standing(six)).waiting
    assert six.group.told("Kept for its place") == []


async def characters(six: Six) -> dict[str, str]:
    """By player's name: their character's id."""
    table = await six.bot.tables.at(six.group.thread.id)
    assert table is not None
    return {name: table.seats[user.id].character for name, user in six.group.players.items()}


# -- with a person who approves


async def drafted(six: Six, *, die: bool) -> None:
    """Somebody acts, perhaps another behind them; the game master looks at each and decides."""
    who = speaking(six, [1, 1, 2])
    stood = {post.id: post.text for post in six.group.thread.messages}
    for name in who:
        await six.says(name)
    await six.group.rest()
    for post in six.group.thread.messages:
        if stood.get(post.id) != post.text and not post.webhook_id and post.author is six.server.world.bot:
            assert "Waiting for the game master" in post.text or post.id in stood, post.text
    if six.often(0.15):
        await six.says(six.anyone(), "ooc", "command")
        await six.group.rest()
    if die or six.often(0.2):
        stood = {post.id: post.text for post in six.group.thread.messages}
        await six.whispers(six.anyone(), waits=True)
        await six.group.rest()
        assert {post.id: post.text for post in six.group.thread.messages} == stood, (
            "nobody sees that somebody whispered"
        )
    if die:
        await away(six)
    await approve_all(six)
    await open_sealed(six)


async def approve_all(six: Six) -> None:
    """The game master's desk, until nothing waits there: a whisper has no line in the thread."""
    ada, thread = six.user("Ada"), six.group.thread
    for _ in range(40):
        await six.settle()
        waits = six.group.with_button("For the game master")
        if waits:
            shown = await (await ada.click(waits[0], "For the game master")).message()
        else:
            shown = await (await ada.slash(thread, "gm sealed waiting")).message()
        assert shown.ephemeral
        if "🤫" in shown.text:
            six.acts["desk: whisper"] += 1
            assert six.server.world.dm(ada).messages, "whoever leads is told"
        if "Nothing waits for you here" in shown.text:
            left = [post.text for post in six.server.world.dm(ada).messages]
            assert not waits and not [text for text in left if f"<#{thread.id}>" in text], (
                "what else waits does so elsewhere"
            )
            return
        how = six.chance.choice(["Approve"] * 5 + [label for label in ("Edit", "Reword") if label in shown.labels])
        six.acts[f"desk: {how}"] += 1
        if how == "Approve":
            await (await ada.click(shown, how)).message("It goes on")
        elif how == "Edit":
            form = await ada.click(shown, how)
            await (await ada.submit(form, {"words": "The lamp gutters, and Orla says nothing."})).message("It goes on")
        else:
            form = await ada.click(shown, how)
            await (await ada.submit(form, {"how": "shorter"})).message()
    raise AssertionError(f"something still waits: {[post.text for post in thread.messages[-3:]]}")


async def open_sealed(six: Six) -> None:
    """What was whispered before a restart waits sealed: another tries to open it, and who whispered does."""
    players = {character: name for name, character in CAST.items()}
    for post in list(six.group.thread.messages):
        for label in [each for each in post.labels if each.startswith("Sealed for ")]:
            owner = players[label.removeprefix("Sealed for ")]
            for other in [name for name in six.here if name != owner][:1]:
                await (await six.user(other).click(post, label)).message("is sealed for")
            await (await six.user(owner).click(post, label)).message("> I hide a note")
            six.acts["sealed opened"] += 1
            await six.group.rest()


Step = Callable[..., Awaitable[None]]
WAYS: Final[Mapping[str, tuple[Step, str]]] = {
    "free": (free, "free"),
    "round": (rounds, "round"),
    "initiative": (in_order, "initiative"),
    "copilot": (drafted, "free"),
}
"""How a step goes, and whose turn it is."""


async def play(six: Six, way: str, turns: int) -> None:
    """So many steps of that way, in an order so many beats. Now and then something is done about what was told; now and
    then some go elsewhere, and they play apart until they meet again."""
    step, control = WAYS[way]
    await set_turns(six, control)
    if way == "copilot":
        await (await six.user("Ada").slash(six.thread, "mode", {"how": "copilot"})).message("the AI drafts")
        await six.settle()
    table = Scenes(six, step, partial(set_turns, how=control))
    steps = -(-turns // len(CAST)) if way == "initiative" else turns
    deaths = {round(steps * share) for share in (0.3, 0.6, 0.8)} if turns > 20 else {1}
    for number in range(steps):
        await table.change(number, steps)
        scene = await table.play(die=number in deaths)
        if number % 3 == 2 or steps < 5:
            await after(scene, without="redo" if way == "copilot" else "")
            if way == "copilot":
                await approve_all(scene)
    await table.reunite()
    assert way != "copilot" or six.acts["sealed opened"], "a whisper was approved after its command was gone"
