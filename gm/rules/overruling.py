"""A game master's ruling in place of a proposed one. Pure: what it may not be is refused before anything is kept."""

from dataclasses import replace

from gm.domain.approval import Overruled, Overruling
from gm.domain.dice import Dice
from gm.domain.effects import Effect, Tell
from gm.domain.errors import EffectError, NotFound, Refused
from gm.domain.play import SceneState
from gm.domain.ruling import Outcome, Ruling, Verdict
from gm.rules.effects import apply_effects
from gm.rules.prices import DONE
from gm.rules.resolve import outcome_for
from gm.rules.ruling import expand_challenge

MOST_WORDS = 1_000
"""Characters that the words of an overruling may have."""


def overrule(ruling: Ruling, by: Overruling, state: SceneState, dice: Dice) -> tuple[Ruling, Overruled]:
    """The ruling with one attempt settled as the game master says, and what is kept of it.

    `dice` only try the effects out: what they roll in play is drawn then.

    Raises:
        NotFound: there is no such attempt. Refused: it says nothing, or what these rules have no room for.
        EffectError: an effect does not fit the world.
    """
    at = by.verdict - 1
    if not 0 <= at < len(ruling.verdicts):
        raise NotFound(f"There is no attempt {by.verdict} in this turn.", key="overrule.none", number=by.verdict)
    words = by.words.strip()
    if max(len(words), len(by.because), len(by.stakes or "")) > MOST_WORDS:
        raise Refused("That is too long for a ruling.", key="overrule.long", most=MOST_WORDS)
    verdict = expand_challenge(ruling.verdicts[at], state)
    made, effects = _settled(verdict, replace(by, words=words), state)
    effects += by.effects
    if made == verdict and not effects:
        raise Refused("That is what was proposed.", remedy="Approve it, or change something.", key="overrule.nothing")
    tried = apply_effects(effects, state, state.world, dice, purpose="gm", actor=verdict.character, authored=True)
    if tried.refused:
        raise EffectError(tried.refused[0])
    verdicts = (*ruling.verdicts[:at], made, *ruling.verdicts[at + 1 :])
    kept = Overruled(because=by.because.strip(), verdict=at, how=by.how, actor=verdict.character, effects=effects)
    return ruling.model_copy(update={"verdicts": verdicts}), kept


def _settled(verdict: Verdict, by: Overruling, state: SceneState) -> tuple[Verdict, tuple[Effect | Tell, ...]]:
    """The attempt as it is settled now, and effects of the proposal that happen by the game master's word."""
    rules = state.campaign.ruleset
    match by.how:
        case "impossible":
            if not by.words:
                raise Refused("Say why not, as the world would show it.", key="overrule.words")
            return _bare(verdict, possible=False, refusal=by.words), ()
        case "words":
            if not by.words:
                raise Refused("Say what comes of it.", key="overrule.words")
            return _bare(verdict, text=by.words), ()
        case "succeeds" | "fails":
            degree = next((each.id for each in rules.degrees if each.success == (by.how == "succeeds")), DONE)
            came = outcome_for(rules, verdict.outcomes, degree) or Outcome(text=verdict.text)
            text = by.words or came.text or verdict.text
            plain = _bare(verdict, outcomes={DONE: came.model_copy(update={"text": text, "effects": ()})})
            if by.how == "fails":  # an author's challenge that was failed can be tried again
                plain = plain.model_copy(update={"challenge": None})
            return plain, came.effects
    return _rolled(verdict, by, state), ()


def _bare(verdict: Verdict, **more: object) -> Verdict:
    """The attempt without anything that was to be decided about it."""
    empty: dict[str, object] = {
        "check": None,
        "effects": (),
        "outcomes": {},
        "action": None,
        "text": "",
        "possible": True,
        "refusal": "",
    }
    keeps = {"challenge": verdict.challenge if "outcomes" in more else None, "stakes": "", "notices": verdict.notices}
    return verdict.model_copy(update={**empty, **keeps, **more})


def _rolled(verdict: Verdict, by: Overruling, state: SceneState) -> Verdict:
    """The attempt by its check, with another difficulty or other stakes, or other words for what comes of it."""
    check = verdict.check
    if by.difficulty is not None:
        if check is None or check.opposed_by is not None:
            raise Refused("There is no difficulty here to change.", key="overrule.no_check")
        check = check.model_copy(update={"difficulty": by.difficulty})
    made = verdict.model_copy(
        update={
            "check": check,
            "stakes": verdict.stakes if by.stakes is None else by.stakes.strip(),
            "text": by.words or verdict.text,
        }
    )
    low, high = state.campaign.ruleset.difficulty_min, state.campaign.ruleset.difficulty_max
    if by.difficulty is not None and not low <= by.difficulty <= high:
        raise Refused(f"A difficulty from {low} to {high}.", key="overrule.range", low=low, high=high)
    return made
