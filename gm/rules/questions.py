"""Questions at which a turn stops: what is at stake, which way to go on, what about these dice."""

from collections.abc import Sequence

from gm.domain.dice import CheckResult
from gm.domain.play import Parked, ParkedOption
from gm.domain.ruleset import AfterRoll
from gm.domain.ruling import CheckRequest, Outcome, Verdict
from gm.rules.after_roll import KEEP, offers, take
from gm.rules.prices import affordable
from gm.rules.resolution import Resolution, rolls_of
from gm.rules.scores import check_view
from gm.rules.scoring import score_said
from gm.rules.sheets import skill_bonus

ACCEPT = "accept"
BACK_OFF = "back_off"


def stakes(r: Resolution, index: int, verdict: Verdict) -> Parked | None:
    """Where the table asks: the question whether to roll for these stakes, unless it has been answered."""
    if r.state.game.stakes != "ask" or verdict.check is None or not verdict.stakes:
        return None
    if verdict.stakes_audience == "gm":
        return None
    key = f"stakes:{index}"
    if key in r.answers:
        r.used[key] = BACK_OFF if r.answers[key] == BACK_OFF else ACCEPT
        return None
    return Parked(
        reason="stakes",
        question=verdict.stakes,
        who=(verdict.character,),
        options=(
            ParkedOption(id=ACCEPT, label=f"{r.say('roll')} ({_score(r, verdict.check)})"),
            ParkedOption(id=BACK_OFF, label=r.say("back_off")),
        ),
        default=ACCEPT,
        verdict=index,
    )


def _score(r: Resolution, check: CheckRequest) -> str:
    """`Search +3`: what is rolled, so that backing out is an informed choice."""
    rules = r.campaign.ruleset
    skill, procedure = rules.skill(check.skill), rules.procedure()
    bonus = skill_bonus(r.state, check.character, check.skill, world=r.world) if skill else 0
    adds = procedure.compare == "over" and procedure.counts_from is None
    return f"{skill.name if skill else check.skill} {bonus:{'+' if adds else ''}d}"


def choice(r: Resolution, index: int, verdict: Verdict, outcome: Outcome, *, authored: bool) -> Parked | None:
    """The question that an outcome asks, unless it has been answered: then what was chosen happens."""
    asked = outcome.choice
    if asked is None:
        return None
    key = f"choice:{index}"
    offered = affordable(r.campaign.ruleset, r.world, verdict.character, asked.options, asked.default)
    if key not in r.answers:
        return Parked(
            reason="choice",
            question=asked.question,
            who=(verdict.character,),
            options=tuple(ParkedOption(id=each.id, label=each.label) for each in offered),
            default=asked.default,
            verdict=index,
            lead=outcome.text,
        )
    by_id = {option.id: option for option in offered}
    option = by_id.get(r.answers[key]) or by_id.get(asked.default) or asked.options[0]
    r.used[key] = option.id
    chosen = r.say("chooses", verdict.character, name=option.label)
    came = f"{chosen}. {option.text}" if option.text else f"{chosen}."
    r.texts[-1] = f"{r.texts[-1]} {came}".strip()  # before what it brings, not after all else
    r.apply(option.effects, f"choice:{index}:{option.id}", verdict.character, authored=authored)
    return None


def after_roll(r: Resolution, index: int, result: CheckResult) -> tuple[CheckResult, Parked | None]:
    """Where the kit lets players do something about their dice: the question, unless it has been answered."""
    options = offers(r.state, r.world, result) if r.campaign.ruleset.after_roll else ()
    if not options:
        return result, None
    key = f"after_roll:{index}"
    if key not in r.answers:
        return result, _asks(r, index, result, options)
    chosen = next((each for each in options if each.id == r.answers[key]), None)
    r.used[key] = chosen.id if chosen else KEEP
    if chosen is None:
        return result, None
    changed = take(r.state, r.world, result, chosen, r.dice, purpose=f"check:{index}")
    r.rolls += changed.rolls
    r.apply(changed.effects, f"check:{index}:{chosen.id}:price", result.character, authored=True)
    return changed.check, None


def _asks(r: Resolution, index: int, result: CheckResult, options: Sequence[AfterRoll]) -> Parked:
    shown = check_view(r.campaign, result)
    rolled = f"{shown.skill}: {score_said(shown, r.campaign.language)}. {shown.degree_label}."
    return Parked(
        reason="after_roll",
        question=r.say("after_roll", result.character, name=rolled),
        who=(result.character,),
        options=(
            ParkedOption(id=KEEP, label=r.say("keep")),
            *(ParkedOption(id=each.id, label=each.label) for each in options),
        ),
        default=KEEP,
        verdict=index,
        rolls=rolls_of((result,)),
    )
