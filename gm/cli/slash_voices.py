"""Slash commands about characters and how it is told: relations, pace, voice."""

from typing import Final

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused
from gm.domain.table import PACES


async def relations(sitting: Sitting, argument: str) -> None:
    """Who feels how about this character, of those whom they have met."""
    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    found = await sitting.app.engine.voices.relations(sitting.game, state, sitting.character.id)
    for each in found:
        mood = f"; {each.mood} just now" if each.mood else ""
        others = "".join(f"; {feeling} towards {name}" for name, feeling in each.others)
        here = "" if each.here else " (elsewhere)"
        line = f"{each.name}{here}: {each.feeling} towards you ({each.number:+d}){mood}{others}"
        sitting.screen.line(line, indent=2)
    if not found:
        sitting.screen.line("You have met nobody yet.")


async def pace(sitting: Sitting, argument: str) -> None:
    """How fast it is told from here on: brisk, scene, slow; `skip` and `cut WHERE` steer at once."""
    word, _, rest = argument.strip().partition(" ")
    name = word.casefold()
    if name == "skip":
        await sitting.say("skip ahead", kind="direct")
    elif name == "cut":
        if not rest:
            raise Refused("Cut to where?", remedy="For example: /pace cut the harbour, at dawn")
        await sitting.say(f"cut to {rest.removeprefix('to ').strip()}", kind="direct")
    elif name in PACES:
        await sitting.app.engine.voices.set_pace(sitting.game, name)
        sitting.screen.line(f"From the next turn on: {_PACES[name]}")
    elif name in ("usual", "campaign"):
        await sitting.app.engine.voices.set_pace(sitting.game, None)
        sitting.screen.line("From the next turn on at the campaign's own pace.")
    elif name:
        raise Refused(f'"{word}" is no pace.', remedy="brisk, scene, slow, usual; skip; cut WHERE.")
    else:
        state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
        now = state.table.pace or state.campaign.voice.pace
        sitting.screen.line(f"It is told at this pace: {_PACES[now]}")
        sitting.screen.line("/pace brisk, scene or slow changes it; /pace skip and /pace cut WHERE go on elsewhere.")


async def premise(sitting: Sitting, argument: str) -> None:
    """What this game is about, in the table's words; every prompt has it."""
    if argument:
        words = "" if argument.strip() == "-" else argument
        await sitting.app.engine.voices.set_premise(sitting.game, words)
        sitting.screen.line("Kept." if words else "Gone.")
        return
    now = (await sitting.app.engine.table(sitting.game)).premise
    sitting.screen.line(now or "No premise is set. /premise WORDS sets one; /premise - takes it away.")


async def voice(sitting: Sitting, argument: str) -> None:
    """How it is told: shown, changed (`third past long`, `tone …`, `avoid …`), locked to what was liked."""
    desk, game = sitting.app.engine.voices, sitting.game
    word, _, rest = argument.strip().partition(" ")
    state = await sitting.app.engine.state(game)
    if not word:
        await _show_voice(sitting)
    elif word == "lock":
        for passage in await desk.lock(state):
            sitting.screen.line(f"> {passage}", indent=2)
        sitting.screen.line("Every narrator is given these to sound like. /voice unlock lets them go.")
    elif word == "unlock":
        await desk.unlock(game)
        sitting.screen.line("Let go.")
    elif word == "usual":
        await desk.set_voice(game, state)
        sitting.screen.line("It is told as the campaign says.")
    elif word in ("tone", "avoid"):
        listed = tuple(part.strip() for part in rest.split(",") if part.strip() and part.strip() != "-")
        await desk.set_voice(game, state, **{word: listed})
        await _show_voice(sitting)
    else:
        fields: dict[str, object] = {}
        for each in argument.casefold().split():
            name = next((name for name, values in _VOICE.items() if each in values), None)
            if name is None:
                raise Refused(f'"{each}" says nothing about a voice.', remedy=_HOW)
            fields[name] = each
        await desk.set_voice(game, state, **fields)
        await _show_voice(sitting)


async def _show_voice(sitting: Sitting) -> None:
    from gm.play.told_how import voice_of

    state = await sitting.app.engine.state(sitting.game, scene_key=sitting.scene)
    now = await sitting.app.engine.voices.voice(sitting.game, state)
    told = voice_of(state)
    length = state.table.voice.length or "usual"
    sitting.screen.line(f"{told.person} person, {told.tense} tense, {length} length", style="bold")
    for name, values in (("Tone", told.tone), ("Avoids", state.table.voice.avoid)):
        if values:
            sitting.screen.line(f"{name}: {'; '.join(values)}", indent=2)
    for passage in now.samples:
        sitting.screen.line(f"> {passage}", indent=2)
    for row in now.drift:
        mark = "  drifted" if row.drifted else ""
        sitting.screen.line(f"{_DRIFT[row.what]}: liked {_figure(row.what, row.liked)}, now "
                            f"{_figure(row.what, row.now)}{mark}", indent=2)  # fmt: skip
    if not now.drift:
        sitting.screen.line("Too little is told, or liked, to say how far it has drifted.", indent=2, style="dim")


def _figure(what: str, value: float) -> str:
    return f"{value:.1f}" if what in ("sentence", "worn") else f"{value:.0%}"


async def edit(sitting: Sitting, argument: str) -> None:
    """Let a past turn read otherwise: `12 WORDS` its telling, `12 mine WORDS` what you wrote in it."""
    number, _, rest = argument.strip().partition(" ")
    own, _, words = rest.strip().partition(" ")
    mine = own.casefold() == "mine"
    text = words if mine else rest
    if not number.isdecimal() or not text.strip():
        raise Refused("Which turn, and how does it read?", remedy="For example: /edit 12 The lamp was out already.")
    desk = sitting.app.engine.voices
    before = await _read_before(sitting, int(number), mine=mine)
    turn = await desk.edit(sitting.game, int(number), text, PLAYER, words=mine)
    sitting.screen.line(f"Turn {turn.number} reads so from now on; memory follows.")
    if before:
        sitting.screen.line(f"It read: {before}", style="dim")


async def _read_before(sitting: Sitting, number: int, *, mine: bool) -> str:
    """How what is to be changed reads: who took the wrong number sees it at once, and can put the words back."""
    from gm.store.turns import load_turn_by_number

    async with sitting.app.database.read() as db:
        turn = await load_turn_by_number(db, sitting.game.branch_id, number)
    own = [entry.input.text for entry in turn.inputs if entry.input.player == PLAYER and entry.input.kind != "direct"]
    return "\n".join(own) if mine else turn.narration or ""


_PACES: Final = {
    "brisk": "brisk, straight to what changes",
    "scene": "scene by scene",
    "slow": "slow, moment by moment",
}
_VOICE: Final = {
    "person": ("second", "third"),
    "tense": ("present", "past"),
    "length": ("short", "usual", "long"),
}
_HOW: Final = "second or third; present or past; short, usual or long; tone …; avoid …; lock; usual."
_DRIFT: Final = {
    "sentence": "words a sentence",
    "speech": "share of speech",
    "second_person": "told to you",
    "past": "past tense",
    "worn": "worn phrases in 1,000 words",
    "openings": "alike beginnings",
}
