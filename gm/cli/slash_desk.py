"""The game master's desk at the terminal: what waits for them, and `/approve`, `/edit`, `/overrule`, `/assist`."""

import re
from typing import TYPE_CHECKING, Final

from gm.cli.sitting import PLAYER, Sitting
from gm.domain.errors import Refused

if TYPE_CHECKING:
    from gm.domain.approval import Overruling, Proposal, Settling
    from gm.domain.effects import Effect
    from gm.domain.play import SceneState, Turn

_BECAUSE: Final = re.compile(r"(?:^|[\s,;:])because\s+(?P<why>.+)$", re.IGNORECASE | re.DOTALL)
_NUMBER: Final = re.compile(r"^#(\d{1,2})\s+")
_WAYS: Final = {"succeeds": "succeeds", "fails": "fails", "refuse": "impossible", "words": "words"}


async def show_waiting(sitting: Sitting) -> None:
    """What the game master is asked about, if something waits for them."""
    from gm.play.views import character_name
    from gm.review.meanwhile import move_rows
    from gm.review.rulings import ruling_rows
    from gm.review.transcript import check_row

    proposal = await sitting.app.engine.copilot.waiting(sitting.game, scene_key=sitting.scene)
    if proposal is None:
        return
    screen, campaign = sitting.screen, sitting.campaign
    screen.blank()
    screen.line("For the game master alone. The players wait.", style="bold")
    if proposal.alone is not None:
        who = character_name(campaign, proposal.alone)
        screen.line(f"A whisper: what comes of it, {who} alone reads.", indent=2)
    if proposal.stop == "open":
        for entry in proposal.turn.inputs:
            screen.line(f"- {entry.input.text}", indent=2)
        screen.line("Tell it with /gm narrate or /gm say, or ask: /assist draft.", style="dim")
        return
    outcome = proposal.draft.outcome if proposal.draft is not None else None
    ruling, came = proposal.turn.ruling, outcome.changes if outcome is not None else None
    for row in ruling_rows(campaign, ruling, changes=came, spoilers=True) if ruling else ():
        screen.line(row, indent=2)
    for row in move_rows(campaign, proposal.drafted):
        screen.line(row, indent=2)
    for check in outcome.checks if outcome is not None else ():
        screen.line(f"Rolled: {check_row(campaign, check)}", indent=2)
    for row in await _changes(sitting, proposal):
        screen.line(f"· {row}", indent=2)
    if proposal.draft is not None:
        screen.blank()
        for line in proposal.draft.text.splitlines():
            screen.line(f"| {line}".rstrip(), indent=2)
        screen.blank()
        screen.line("/approve tells it; /edit WORDS, /reword HOW, /overrule … first.", style="dim")
    else:
        screen.line("/approve lets the dice fall; /overrule … rules it otherwise.", style="dim")
    if proposal.waiting:
        screen.line(f"Turns that wait behind it: {proposal.waiting}.", style="dim")


async def _changes(sitting: Sitting, proposal: "Proposal") -> list[str]:
    from gm.play.views import change_views

    if proposal.draft is None or proposal.draft.outcome is None:
        return []
    return [view.text for view in change_views(sitting.campaign, proposal.draft.outcome.changes, "main")]


async def _waiting(sitting: Sitting) -> "Proposal":
    proposal = await sitting.app.engine.copilot.waiting(sitting.game, scene_key=sitting.scene)
    if proposal is None:
        raise Refused("Nothing waits for the game master.", remedy="/mode copilot lets you look first.")
    return proposal


async def _decided(sitting: Sitting, at: "Proposal", turn: "Turn") -> "Turn":
    """Note what came of what waited. A whisper is read on this screen by who whispered it; another's waits sealed."""
    if at.alone is None or turn.status == "parked":
        return sitting.took(turn)
    sitting.last = None
    if at.alone == sitting.character.id:
        await sitting.heard_alone(turn)
    else:
        sitting.screen.line("It waits for them, sealed: /mine opens it.")
    return turn


async def approve(sitting: Sitting, argument: str) -> None:
    """Let it be so."""
    at, copilot = await _waiting(sitting), sitting.app.engine.copilot
    made = copilot.approve(sitting.game, at.turn.id, at.mark, sitting.own_face, scene_key=sitting.scene)
    await _decided(sitting, at, await made)


async def edit(sitting: Sitting, argument: str) -> None:
    """Tell what waits in these words; with a number before them, let that past turn read so."""
    from gm.cli import slash_voices

    if (
        argument.partition(" ")[0].isdecimal()
        or await sitting.app.engine.copilot.waiting(sitting.game, scene_key=sitting.scene) is None
    ):
        await slash_voices.edit(sitting, argument)
        return
    at = await _waiting(sitting)
    made = sitting.app.engine.copilot.edit(
        sitting.game, at.turn.id, at.mark, argument, PLAYER, sitting.own_face, scene_key=sitting.scene
    )
    await _decided(sitting, at, await made)


async def reword(sitting: Sitting, argument: str) -> bool:
    """Another draft, where one waits. False: none does."""
    proposal = await sitting.app.engine.copilot.waiting(sitting.game, scene_key=sitting.scene)
    if proposal is None:
        return False
    made = sitting.app.engine.copilot.reword(
        sitting.game, proposal.turn.id, proposal.mark, argument, sitting.own_face, scene_key=sitting.scene
    )
    await _decided(sitting, proposal, await made)
    return True


async def overrule(sitting: Sitting, argument: str) -> None:
    """Rule it otherwise; the same attempt keeps its dice."""
    at = await _waiting(sitting)
    by = parse(await sitting.app.engine.state(sitting.game, scene_key=sitting.scene), argument)
    made = sitting.app.engine.copilot.overrule(
        sitting.game, at.turn.id, at.mark, by, PLAYER, sitting.own_face, scene_key=sitting.scene
    )
    await _decided(sitting, at, await made)


async def assist(sitting: Sitting, argument: str) -> None:
    """`draft`: a ruling and a telling of what waits, for the game master alone; else see `gm.cli.slash_assist`."""
    word = argument.strip().casefold()
    if word != "draft":
        from gm.cli.slash_assist import helped

        await helped(sitting, argument)
        return
    at, copilot = await _waiting(sitting), sitting.app.engine.copilot
    made = copilot.draft(sitting.game, at.turn.id, at.mark, sitting.own_face, scene_key=sitting.scene)
    await _decided(sitting, at, await made)


async def tells(sitting: Sitting, words: str, speaker: str | None, effects: "tuple[Effect, ...]" = ()) -> "Turn | None":
    """The game master's own words as the answer to what waits for them; None: nothing does."""
    from gm.domain.play import Hand

    proposal = await sitting.app.engine.copilot.waiting(sitting.game, scene_key=sitting.scene)
    if proposal is None or proposal.stop != "open":
        return None
    hand = Hand(sitting.source_face, sitting.fresh_id(), PLAYER, effects, words, speaker)
    made = sitting.app.engine.copilot.tell(
        sitting.game, proposal.turn.id, proposal.mark, hand, sitting.own_face, scene_key=sitting.scene
    )
    told: Turn = await _decided(sitting, proposal, await made)
    if not effects:
        from gm.cli.slash_assist import show_proposed

        await show_proposed(sitting, told)
    return told


def parse(state: "SceneState", text: str) -> "Overruling":
    """`dc 12`, `succeeds [WORDS]`, `fails [WORDS]`, `refuse WHY`, `words WHAT`, `stakes TEXT`, `with HAND`; `#2` before
    it names the attempt, `because WHY` after it says why.

    Raises:
        Refused, NotFound: it means nothing here.
    """
    from gm.cli.slash_gm import parse as parse_hand
    from gm.domain.approval import Overruling
    from gm.play.reach import VERBS

    numbered = _NUMBER.match(text.strip())
    rest = text.strip()[numbered.end() :] if numbered else text.strip()
    reason = _BECAUSE.search(rest)
    because, rest = (reason["why"].strip(), rest[: reason.start()].strip()) if reason else ("", rest)
    word, _, more = rest.partition(" ")
    at, more = int(numbered[1]) if numbered else 1, more.strip()
    if word in _WAYS:
        how: Settling = _WAYS[word]  # type: ignore[assignment]
        return Overruling(verdict=at, how=how, words=more, because=because)
    if word == "dc" and more.isdecimal():
        return Overruling(verdict=at, difficulty=int(more), because=because)
    if word == "stakes":
        return Overruling(verdict=at, stakes=more, because=because)
    verb, _, what = more.partition(" ")
    if word == "with" and verb in VERBS:
        return Overruling(verdict=at, effects=(parse_hand(state, verb, what),), because=because)
    uses = "dc N, succeeds, fails, refuse WHY, words WHAT, stakes TEXT, with give ilse, brass lamp"
    raise Refused("How is it ruled instead?", remedy=f"{uses}; after it: because WHY.")
