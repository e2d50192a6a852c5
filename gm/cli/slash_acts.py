"""Slash commands that act: rolls, checks, answers, and the table's hold on history."""

from gm.cli.phrases import taken_back
from gm.cli.sitting import Sitting, option_of
from gm.domain.errors import Refused
from gm.domain.ruleset import Skill


async def roll(sitting: Sitting, argument: str) -> None:
    """Roll dice at the table, outside any turn; kept in the ledger like every roll."""
    from gm.rules.dice import render

    if not argument:
        raise Refused("Roll what?", remedy="For example: /roll 1d20+5")
    record = await sitting.app.engine.roll(sitting.game, argument, source_id=sitting.fresh_id())
    sitting.screen.line(f"{sitting.character.name} rolls {render(record)}", indent=2)


async def check(sitting: Sitting, argument: str) -> None:
    """Ask for a check with a named skill; the words after it say what is tried."""
    skills = sitting.campaign.ruleset.skills
    found = find_skill(skills, argument)
    if found is None:
        names = ", ".join(skill.name for skill in skills)
        raise Refused(
            "Which skill?" if not argument else f'There is no skill in "{argument}".', remedy=f"One of: {names}."
        )
    skill, text = found
    await sitting.say(text or skill.name, kind="check", skill=skill.id)


async def ooc(sitting: Sitting, argument: str) -> None:
    """Talk to the game master, out of character: nobody in the story hears it."""
    if not argument:
        raise Refused("What do you want to say?", remedy="For example: /ooc can we keep it mild tonight?")
    await sitting.say(argument, kind="ooc")


def find_skill(skills: tuple[Skill, ...], text: str) -> tuple[Skill, str] | None:
    """The skill that the text begins with (its name or id, longest first) and the rest; None if there is none."""
    lowered = text.casefold()
    names = sorted(
        ((name, skill) for skill in skills for name in {skill.name.casefold(), skill.id}), key=lambda e: -len(e[0])
    )
    for name, skill in names:
        if lowered == name or lowered.startswith((f"{name} ", f"{name}:")):
            return skill, text[len(name) :].lstrip(" :").strip()
    word, _, rest = text.partition(" ")
    started = [skill for skill in skills if word and skill.name.casefold().startswith(word.casefold())]
    return (started[0], rest.strip()) if len(started) == 1 else None


async def choose(sitting: Sitting, argument: str) -> None:
    """Answer the open question."""
    parked = sitting.parked
    if parked is None:
        raise Refused("Nothing is being asked.")
    option = option_of(parked, argument)
    if option is None:
        raise Refused(
            f'"{argument}" is not one of the answers.',
            remedy=" ".join(f"{n}: {o.label}." for n, o in enumerate(parked.options, start=1)),
        )
    await sitting.answer(option)


async def undo(sitting: Sitting, argument: str) -> None:
    """Take the last turn back."""
    engine, who = sitting.app.engine, sitting.character.id
    turn = await engine.undo(sitting.game, leads=True, by=who, scene_key=sitting.scene)
    sitting.last = None
    words = turn.inputs[0].input.text if turn.inputs else ""
    rolled = turn.outcome is not None and (turn.outcome.rolls or turn.outcome.checks)
    dice = " Its dice stay in the ledger." if rolled else ""
    again = " /redo plays it again." if await engine.whispers.whose(turn.id) is None else ""
    sitting.screen.line(f"{taken_back(turn.number, words)}{dice}{again}")


async def redo(sitting: Sitting, argument: str) -> None:
    """Play the last attempt again: the ruling stays, so the odds do; the dice are new."""
    sitting.took(await sitting.app.engine.redo(sitting.game, sitting.face, scene_key=sitting.scene))


async def reword(sitting: Sitting, argument: str) -> None:
    """Tell the last turn again in other words; or draft what waits for the game master in other words."""
    from gm.cli import slash_desk

    if await slash_desk.reword(sitting, argument):
        return
    sitting.took(await sitting.app.engine.reword(sitting.game, argument, sitting.face, scene_key=sitting.scene))


async def branch(sitting: Sitting, argument: str) -> None:
    """Fork the story under a name (`at` a turn or bookmark), or go to the branch of that name; alone, draw the tree."""
    from gm.review.tree import draw_tree, load_tree
    from gm.store.games import load_branches

    async with sitting.app.database.read() as db:
        if not argument:
            tree = await load_tree(db, sitting.game)
            for row in draw_tree(tree):
                sitting.screen.line(row, keep=True)
            return
        known = {found.name for found in await load_branches(db, sitting.game.id)}
    if argument in known:
        sitting.game = await sitting.app.engine.switch(sitting.game, argument)
        sitting.screen.line(f'You are on branch "{argument}" now.')
    else:
        name, _, mark = argument.partition(" at ")
        at = await _turn_at(sitting, mark) if mark.strip() else None
        sitting.game, made = await sitting.app.engine.branch(sitting.game, name.strip(), at=at)
        where = "here" if at is None else f"after turn {at}"
        sitting.screen.line(f'A new branch, "{made.name}", starts {where}, and you are on it. /branch lists them.')
    sitting.last = None


async def _turn_at(sitting: Sitting, mark: str) -> int:
    """The turn of that number or bookmark."""
    word = mark.strip()
    return int(word) if word.isdecimal() else await sitting.app.engine.marks.turn_of(sitting.game, word)


async def stakes(sitting: Sitting, argument: str) -> None:
    """Whether checks are rolled at once with their stakes shown, or only once the player has agreed to them."""
    from gm.store.games import record_stakes

    wanted = argument.strip().casefold()
    if wanted not in ("", "show", "ask"):
        raise Refused(f'"{argument}" is neither show nor ask.', remedy="/stakes ask lets you back out before the roll.")
    if wanted == "show" or wanted == "ask":
        async with sitting.app.database.begin() as db:
            sitting.game = await record_stakes(db, sitting.game.id, "ask" if wanted == "ask" else "show")
            await db.commit()
    asks = sitting.game.stakes == "ask"
    sitting.screen.line(
        "You are asked before a roll whether you accept what is at stake."
        if asks
        else "What is at stake is shown, and the dice roll at once."
    )
