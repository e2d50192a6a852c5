"""What is shown when someone sits down, comes back, or leaves."""

import re

from gm.cli.phrases import quoted, sentence
from gm.cli.screen import Screen
from gm.cli.sitting import Sitting
from gm.cli.slash_session import show_sitting
from gm.domain.campaign import Campaign, PlayerCharacter
from gm.domain.own import OwnCharacter

LAST_LINES = 3
"""Sentences of the last beat that a returning player reads again."""
EARLIER_WORDS = 120
"""About how many words they are told of what was before it."""


async def greet(sitting: Sitting) -> None:
    """The opening of a new game, or title and a short "previously" of one that goes on, whose unfinished turn is
    finished."""
    from gm.store.turns import load_last_turn

    screen, campaign = sitting.screen, sitting.campaign
    async with sitting.app.database.read() as db:
        last = await load_last_turn(db, sitting.game.branch_id)
    if last is None:
        sitting.took(await sitting.app.engine.open_story(sitting.game, sitting.face))
        introduce(sitting)
    else:
        screen.line(campaign.title, style="bold")
        for left in await sitting.app.engine.close_idle(sitting.game):
            screen.line(
                f"Sitting {left.number} was left open and is closed now: gm dice verify "
                f"{shell_word(sitting.game.name)} proves its dice.",
                style="dim",
            )
        sitting.last = last
        await previously(sitting)
        await sitting.resume()
        screen.line(who_you_are(sitting.character))
    if sitting.app.announcement:
        screen.line(sitting.app.announcement, style="dim")
    writing = (await sitting.app.engine.table(sitting.game)).mode == "coauthor"
    what = "Write a paragraph, or /continue." if writing else "Say what you do."
    screen.line(f"{what} /help shows commands, /quit leaves.", style="dim")
    screen.blank()


def show_title(screen: Screen, campaign: Campaign) -> None:
    """What a new game begins with."""
    screen.line(campaign.title, style="bold")
    if campaign.tagline:
        screen.line(campaign.tagline, style="dim")
    screen.blank()


def introduce(sitting: Sitting) -> None:
    """Who you are and what you are here for."""
    pc, screen = sitting.character, sitting.screen
    screen.line(f"{who_you_are(pc)} {tied(pc)}".strip())
    if sitting.campaign.opening.goal:
        screen.line(sitting.campaign.opening.goal)
    screen.blank()


def who_you_are(pc: PlayerCharacter) -> str:
    """`You are Maren. The keeper's daughter.`"""
    return f"You are {pc.name}. {sentence(pc.concept)}".strip()


def tied(pc: PlayerCharacter) -> str:
    """What ties them to this story. A player has said it of themselves: it stands in their own words then."""
    if isinstance(pc, OwnCharacter) and pc.hook:
        return f"In your words: {quoted(sentence(pc.hook))}"
    return sentence(pc.hook)


async def previously(sitting: Sitting) -> None:
    """The story up to the last beat in short, by summaries where there are, and the last lines of that beat."""
    from gm.domain.scenes import lane_of
    from gm.store.turns import load_beats

    engine = sitting.app.engine
    state = await engine.state(sitting.game, scene_key=sitting.scene)
    async with sitting.app.database.read() as db:
        beats = await load_beats(db, sitting.game.branch_id, limit=1, lane=lane_of(state.world, state.scene.key))
    if not beats:
        return
    screen, last = sitting.screen, beats[-1]
    screen.blank()
    back = await engine.back.previously(sitting.game, state, words=EARLIER_WORDS, last=last.number - 1)
    if back.rows:
        screen.line(f"Previously: {' '.join(row.text for row in back.rows)}")
        screen.blank()
    screen.line(last_sentences(last.narration, LAST_LINES))
    screen.blank()


def last_sentences(text: str, count: int) -> str:
    """The last sentences of a text, with an ellipsis where something was left out."""
    sentences = [part for part in re.split(r"(?<=[.!?…。！？])[\"'”’»)]*\s+|\n+", text.strip()) if part]
    if len(sentences) <= count:
        return text.strip()
    start = text.rindex(sentences[-count])
    return f"... {text[start:].strip()}"


async def farewell(sitting: Sitting) -> None:
    """End the sitting and say how to come back. A turn that is still open keeps the sitting open."""
    from gm.store.games import load_scene
    from gm.store.turns import load_unfinished

    async with sitting.app.database.read() as db:
        scene = await load_scene(db, sitting.game.branch_id)
        unfinished = await load_unfinished(db, scene.id)
    closed = None if unfinished else await sitting.app.engine.close_session(sitting.game)
    screen = sitting.screen
    screen.blank()
    story = None if closed is None else await sitting.app.engine.sittings.told(sitting.game, closed.number)
    if story is not None and story.turns:
        show_sitting(screen, story)
        screen.blank()
    screen.line(f"The game is kept. To come back: gm play --game {shell_word(sitting.game.name)}")
    if closed is not None and closed.seed:
        screen.line(
            f"The dice of this sitting can be checked now: gm dice verify {shell_word(sitting.game.name)}", style="dim"
        )


def shell_word(name: str) -> str:
    """A game's name as it is typed in a command."""
    return name if re.fullmatch(r"[\w.-]+", name) else f"'{name}'" if "'" not in name else f'"{name}"'
