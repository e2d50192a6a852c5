"""What can be typed at the table besides actions: the slash commands, and which of them matter now."""

import difflib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gm.cli import (
    slash_acts,
    slash_back,
    slash_desk,
    slash_fight,
    slash_gm,
    slash_lore,
    slash_memory,
    slash_mode,
    slash_oracle,
    slash_party,
    slash_paths,
    slash_record,
    slash_rule,
    slash_safety,
    slash_scenes,
    slash_session,
    slash_shape,
    slash_turns,
    slash_views,
    slash_voices,
    slash_whispers,
    slash_words,
    slash_world,
    slash_writing,
    slash_wrong,
    slash_zero,
)
from gm.cli.screen import Screen
from gm.cli.sitting import Sitting
from gm.domain.errors import NotFound
from gm.domain.play import Turn

_order = slash_fight.ordering
Run = Callable[[Sitting, str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class SlashCommand:
    """A command at the table. `changes` tells whether it can change the game (a script must not repeat it)."""

    name: str
    argument: str
    summary: str
    run: Run
    changes: bool = False

    async def carry_out(self, sitting: Sitting, argument: str) -> None:
        """Do it, in the scene that the character plays in now."""
        await sitting.follow()
        await slash_party.need_knowing(sitting, self.name)
        await self.run(sitting, argument)


async def _help(sitting: Sitting, argument: str) -> None:
    everything = argument.strip().casefold() == "all"
    shown = COMMANDS if everything else tuple(_BY_NAME[name] for name in names_that_matter(sitting))
    if sitting.parked is not None:
        sitting.screen.line("A question is open: answer with its number, or press Enter for the default.")
    sitting.screen.line("What you type is what your character does or says.")
    show_commands(sitting.screen, shown)
    if not everything:
        sitting.screen.line("/help all lists every command.", style="dim")


async def _quit(sitting: Sitting, argument: str) -> None:
    sitting.leaving = True


COMMANDS: Final[tuple[SlashCommand, ...]] = (
    SlashCommand("look", "", "where and when you are, who is here, the ways on", slash_views.look),
    SlashCommand(
        "sheet", "[NAME|change WORDS]", "your character's numbers; change them", slash_views.sheet, changes=True
    ),
    SlashCommand(
        "level", "[WORDS]", "how far you have come; spend what a level brought", slash_shape.level, changes=True
    ),
    SlashCommand("inventory", "", "what you carry", slash_views.inventory),
    SlashCommand("roll", "DICE", "roll at the table, e.g. /roll 2d6+1", slash_acts.roll, changes=True),
    SlashCommand("check", "SKILL [what you do]", "ask for a check by name", slash_acts.check, changes=True),
    SlashCommand("ooc", "WORDS", "talk to the game master, out of character", slash_acts.ooc, changes=True),
    SlashCommand(
        "attack", "[TARGET] [with WEAPON]", "strike; without a name, the nearest", _order("attack"), changes=True
    ),
    SlashCommand("cast", "SPELL [on TARGET]", "cast a spell that you know", _order("cast"), changes=True),
    SlashCommand("use", "ITEM [on TARGET]", "use what you carry", _order("use"), changes=True),
    SlashCommand("give", "ITEM to PERSON", "hand something over", _order("give"), changes=True),
    SlashCommand("rest", "[KIND]", "rest, as the rules have it", _order("rest"), changes=True),
    SlashCommand("move", "ZONE", "in a fight: go there", _order("move"), changes=True),
    SlashCommand("pass", "", "in a fight: let the turn go by", _order("pass"), changes=True),
    SlashCommand("act", "ACTION", "in a fight: anything that you may do, e.g. /act hide", _order("act"), changes=True),
    SlashCommand("dodge", "", "in a fight: be on guard", _order("dodge"), changes=True),
    SlashCommand("flee", "", "in a fight: run for it", _order("flee"), changes=True),
    SlashCommand("fight", "", "who stands where, how they are, what you may do", slash_fight.fight),
    SlashCommand("turns", "[HOW]", "whose turn it is: free, round or initiative", slash_turns.turns, changes=True),
    SlashCommand("order", "", "who is up, who has declared, who is waited for", slash_turns.order),
    SlashCommand("ready", "[all]", "in a round: you have nothing to add", slash_turns.ready, changes=True),
    SlashCommand("hold", "[all]", "in a round: you want time", slash_turns.hold, changes=True),
    SlashCommand("as", "NAME", "play another character from here", slash_turns.play_as, changes=True),
    SlashCommand("hand", "NAME to NAME|back", "another's player runs a character", slash_party.hand, changes=True),
    SlashCommand("park", "[NAME]", "out of the story for now", slash_party.park, changes=True),
    SlashCommand("unpark", "[NAME]", "back in the story", slash_party.unpark, changes=True),
    SlashCommand("retire", "[WORDS]", "your character leaves for good", slash_party.retire, changes=True),
    SlashCommand("ghost", "[yes|no]", "go on as the ghost of your dead", slash_party.ghost, changes=True),
    SlashCommand("choose", "OPTION", "answer the open question", slash_acts.choose, changes=True),
    SlashCommand("scenes", "", "who plays where, while the party is split", slash_scenes.scenes),
    SlashCommand("split", "NAMES [to PLACE]", "some go elsewhere, the others stay", slash_scenes.split, changes=True),
    SlashCommand("meet", "[NAME]", "be one scene with others who are here", slash_scenes.meet, changes=True),
    SlashCommand(
        "send", "[HOW] NAME: WORDS", "word to another scene: letter, shout, sending", slash_words.send, changes=True
    ),
    SlashCommand("undo", "", "take the last turn back", slash_acts.undo, changes=True),
    SlashCommand("redo", "", "the same try and odds, with new dice", slash_acts.redo, changes=True),
    SlashCommand(
        "wrong", "[whisper] because WHY", "the last ruling is looked at once more", slash_wrong.wrong, changes=True
    ),
    SlashCommand("reword", "[how]", "same outcome, other words", slash_acts.reword, changes=True),
    SlashCommand("branch", "[NAME]", "fork the story here, or go to a branch", slash_acts.branch, changes=True),
    SlashCommand("suggest", "[N|always|asked]", "things to do, with odds", slash_paths.suggest, changes=True),
    SlashCommand("bookmark", "[NAME]", "mark the last turn, list the marks", slash_paths.bookmark, changes=True),
    SlashCommand("compare", "BRANCH", "this branch and another, side by side", slash_paths.compare),
    SlashCommand("stakes", "[show|ask]", "roll at once, or be asked first", slash_acts.stakes, changes=True),
    SlashCommand("mode", "[HOW]", "who runs it: the AI, you with its help, …", slash_mode.mode, changes=True),
    SlashCommand("approve", "", "let be what waits for the game master", slash_desk.approve, changes=True),
    SlashCommand("overrule", "HOW", "rule what waits otherwise", slash_desk.overrule, changes=True),
    SlashCommand("assist", "WHAT", "help for who runs it: draft, rules, lore, line", slash_desk.assist, changes=True),
    SlashCommand("recap", "[WORDS]", "the story so far, and what is open", slash_back.recap),
    SlashCommand("session", "[close|N]", "what this session held; or end it", slash_session.session, changes=True),
    SlashCommand("brief", "", "what your character knows, for whoever takes them up", slash_session.brief),
    SlashCommand("catchup", "[WORDS]", "what you missed since your last turn", slash_back.catchup),
    SlashCommand("ask", "QUESTION", "what your character knows about something", slash_back.ask),
    SlashCommand("lore", "[WORDS]", "what your character has heard of the world", slash_lore.lore),
    SlashCommand("oracle", "QUESTION [ODDS]", "yes or no, by odds and a roll", slash_oracle.oracle, changes=True),
    SlashCommand("continue", "[HOW]", "where you write together: go on", slash_writing.go_on, changes=True),
    SlashCommand("rewrite", "[HOW]", "write the last passage anew", slash_writing.rewrite, changes=True),
    SlashCommand("expand", "[HOW]", "write the last passage at twice its length", slash_writing.expand, changes=True),
    SlashCommand("alternatives", "[N]", "three ways on; N takes one", slash_writing.alternatives, changes=True),
    SlashCommand("note", "[WORDS|off N]", "an author's note that is kept to", slash_writing.note, changes=True),
    SlashCommand("edit", "[N [mine]] WORDS", "word what waits, or a past turn", slash_desk.edit, changes=True),
    SlashCommand("pace", "[HOW]", "brisk, scene, slow; skip ahead, cut somewhere", slash_voices.pace, changes=True),
    SlashCommand("voice", "[HOW]", "how it is told; lock what you liked", slash_voices.voice, changes=True),
    SlashCommand("zero", "[WHAT …]", "session zero: tone, lines, veils, pace", slash_zero.zero, changes=True),
    SlashCommand("premise", "[WORDS]", "what this game is about", slash_voices.premise, changes=True),
    SlashCommand("relations", "", "who feels how about you", slash_voices.relations),
    SlashCommand("calendar", "", "the day, its weather, moons and feasts", slash_world.calendar),
    SlashCommand("quests", "", "what was asked of you, and how far it is", slash_world.quests),
    SlashCommand("map", "", "the places that you know, and the ways between them", slash_world.map_),
    SlashCommand("purse", "", "your coins", slash_world.purse),
    SlashCommand("rule", "[WORDS]", "what the rules say: a skill, a condition, a spell", slash_rule.rule),
    SlashCommand("memory", "[WHAT …]", "what is kept in mind; search, add, pin", slash_memory.memory, changes=True),
    SlashCommand("whisper", "WORDS", "do or say something unseen by others", slash_whispers.whisper, changes=True),
    SlashCommand("mine", "", "all that was told to you alone", slash_whispers.mine),
    SlashCommand("letter", "WORDS", "write to the game master; no model reads it", slash_whispers.note, changes=True),
    SlashCommand("xcard", "", "step away from the last beat; no reason asked", slash_safety.xcard, changes=True),
    SlashCommand("resume", "", "go on after an X-card", slash_safety.resume, changes=True),
    SlashCommand("safety", "[WHAT …]", "lines, veils, rating: what is not played", slash_safety.safety, changes=True),
    SlashCommand("record", "[on|off]", "whether your words are kept", slash_record.record, changes=True),
    SlashCommand("log", "[N]", "the last turns, with rolls", slash_views.log),
    SlashCommand("usage", "", "what the models have cost", slash_views.usage),
    SlashCommand("why", "", "how the last turn was decided, and who told it", slash_views.why),
    SlashCommand("gm", "[WHAT …]", "the game master's hand; alone, what there is", slash_gm.gm, changes=True),
    SlashCommand("help", "[all]", "this list", _help),
    SlashCommand("quit", "", "leave; the game is kept", _quit),
)
_BY_NAME: Final = {command.name: command for command in COMMANDS}
_STEERS: Final = frozenset({"cut", "skip"})
"""What `/pace` steers by, and may be typed without it."""
_SHORT: Final = {
    "i": "inventory",
    "inv": "inventory",
    "q": "quit",
    "exit": "quit",
    "?": "help",
    "h": "help",
    "rules": "rule",
}


def names_that_matter(sitting: Sitting) -> tuple[str, ...]:
    """The seven commands to show now: an open question first, then what suits the last turn."""
    last = sitting.last
    if sitting.parked is not None and sitting.parked.reason == "approval":
        return ("approve", "edit", "reword", "overrule", "undo", "mode", "quit")
    if sitting.parked is not None:
        return ("choose", "undo", "sheet", "inventory", "why", "recap", "quit")
    if last is not None and last.outcome is not None and _fighting(last):
        return ("fight", "attack", "cast", "act", "move", "flee", "undo")
    if last is None or last.kind != "action":
        return ("look", "sheet", "inventory", "check", "ask", "recap", "quit")
    if last.outcome is not None and last.outcome.checks:
        return ("redo", "undo", "reword", "why", "check", "sheet", "quit")
    return ("look", "reword", "undo", "check", "sheet", "inventory", "quit")


def _fighting(last: Turn) -> bool:
    """Whether a fight was on when the last turn was over."""
    steps = last.outcome.steps if last.outcome is not None else ()
    return bool(steps) and not any(step.kind == "end" for step in steps)


def find_command(text: str) -> tuple[SlashCommand, str]:
    """The command of a typed line and its argument.

    Raises:
        NotFound: no such command; says which one may have been meant.
    """
    word, _, argument = text.removeprefix("/").strip().partition(" ")
    if word.casefold() in _STEERS:
        return _BY_NAME["pace"], f"{word} {argument}".strip()
    name = _SHORT.get(word.casefold(), word.casefold())
    if name in _BY_NAME:
        return _BY_NAME[name], argument.strip()
    close = difflib.get_close_matches(name, [*_BY_NAME], n=1, cutoff=0.5)
    starting = [known for known in _BY_NAME if name and known.startswith(name)]
    meant = starting[0] if len(starting) == 1 else (close[0] if close else "")
    hint = f"Did you mean /{meant}?" if meant else "/help lists what there is."
    raise NotFound(f"There is no command /{word}.", remedy=hint)


def show_commands(screen: Screen, commands: Sequence[SlashCommand]) -> None:
    """Commands with what they do, in two columns where there is room."""
    heads = [f"/{command.name} {command.argument}".strip() for command in commands]
    width = max(len(head) for head in heads)
    roomy = all(width + len(command.summary) + 4 <= screen.width for command in commands)
    for head, command in zip(heads, commands, strict=True):
        if roomy:
            screen.line(f"  {head.ljust(width)}  {command.summary}", keep=True)
        else:
            screen.line(f"{head}: {command.summary}", indent=2)
