"""A ruling in words: what was tried, which challenge of the author it is, the check, the stakes, how it came out."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from gm.domain.campaign import Campaign, Challenge
from gm.domain.dice import CheckResult
from gm.domain.effects import Change
from gm.domain.ruleset import Ruleset
from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.domain.values import Scalar
from gm.rules.ruling import difficulty_of
from gm.rules.scores import check_view

_HOURS: Final = 120
"""Minutes from which on hours are named."""
Say = Callable[..., str]
"""Gives the text of a key with its blanks filled: `say("minutes", count=5)`."""
_ENGLISH: Final[Mapping[str, str]] = {
    "acts": "acts",
    "refused": "{head}. Not possible: {why}",
    "challenge": "the author's challenge: {title}",
    "simply": "no check: it simply happens",
    "stakes": "stakes: {text}",
    "came": "came out as {degree}: {how}",
    "chosen": "chosen: {label}",
    "minute": "1 minute passes",
    "minutes": "{count} minutes pass",
    "hours": "{hours} h {minutes} min pass",
    "whole_hours": "{hours} h pass",
    "check": "check {skill}, {against}",
    "difficulty": "difficulty {number}",
    "against": "against {who}",
    "against_skill": "against {who}'s {skill}",
    "advantage": "with advantage",
    "disadvantage": "with disadvantage",
    "between": "between {below} and {above}",
    "harder": "harder than {name}",
    "easier": "easier than {name}",
    "just": "{total}, just what was needed",
    "over": "{total} against {needed}, {gap} over",
    "short": "{total} against {needed}, {gap} short",
    "no_difficulty": "no difficulty",
    "roll_under": "{total} under {target}",
    "roll_over": "{total} over {target}",
    "successes": "successes {total}, needed {needed} ({faces})",
}


def english(key: str, **values: object) -> str:
    """The phrases of a ruling in English; a face may bring its own."""
    return _ENGLISH[key].format(**values)


def ruling_rows(
    campaign: Campaign,
    ruling: Ruling,
    *,
    spoilers: bool,
    checks: Sequence[CheckResult] = (),
    choices: Mapping[str, str] | None = None,
    changes: Sequence[Change] | None = None,
    say: Say = english,
) -> tuple[str, ...]:
    """The ruling in lines. What other degrees would have brought, and stakes for the GM, are spoilers.

    `checks`: those that have been rolled. `choices`: the answers that were given, as a turn keeps them. `changes`: what
    came of it, where it is resolved: a road or a rest has a time of its own. `say`: the phrases, in the reader's
    language.
    """
    rolled = {result.check_id: result for result in checks}
    rows: list[str] = []
    for index, verdict in enumerate(ruling.verdicts):
        rows += _verdict_rows(campaign, verdict, rolled.get(str(index)), spoilers, say)
        chosen = _chosen(campaign, verdict, (choices or {}).get(f"choice:{index}", ""))
        rows += [f"  {say('chosen', label=chosen)}"] if chosen else []
    minutes = ruling.minutes if changes is None else minutes_passed(changes)
    if minutes:
        rows.append(_time_words(minutes, say))
    return tuple(rows)


def minutes_passed(changes: Sequence[Change]) -> int:
    """How many in-world minutes these changes let pass where they were played: by the scene's own clock while several
    are open, else by the world's."""
    moved = [each for each in changes if each.path == "minutes" and _is_time(each.before) and _is_time(each.after)]
    own = [each for each in moved if each.entity.startswith("scene:")] or moved
    return sum(int(each.after or 0) - int(each.before or 0) for each in own)


def _is_time(value: Scalar) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _time_words(minutes: int, say: Say) -> str:
    if minutes == 1:
        return say("minute")
    if minutes < _HOURS:
        return say("minutes", count=minutes)
    hours, rest = divmod(minutes, 60)
    return say("hours", hours=hours, minutes=rest) if rest else say("whole_hours", hours=hours)


def _verdict_rows(
    campaign: Campaign, verdict: Verdict, result: CheckResult | None, spoilers: bool, say: Say
) -> list[str]:
    head = f"{_name(campaign, verdict.character)}: {verdict.intent or say('acts')}"
    rows = [head if verdict.possible else say("refused", head=head, why=verdict.refusal)]
    challenge = next((each for each in campaign.challenges if each.id == verdict.challenge), None)
    check = verdict.check or _authored_check(campaign, verdict, challenge)
    if challenge is not None:
        rows.append(f"  {say('challenge', title=challenge.title)}")
    if check is not None:
        if check.reason_audience == "gm" and not spoilers:
            check = check.model_copy(update={"reason": ""})
        rows.append(f"  {_check_words(campaign, check, challenge, say)}")
    elif verdict.possible:
        rows.append(f"  {say('simply')}")
    stakes = verdict.stakes or (challenge.stakes if challenge else "")
    if stakes and (spoilers or verdict.stakes_audience != "gm"):
        rows.append(f"  {say('stakes', text=stakes)}")
    if result is not None:
        degree = campaign.ruleset.degree(result.degree)
        label = degree.label if degree else result.degree
        rows.append(f"  {say('came', degree=label, how=_rolled_words(campaign, result, say))}")
    return rows + (_hidden_rows(verdict, challenge) if spoilers else [])


def _chosen(campaign: Campaign, verdict: Verdict, answer: str) -> str:
    """The label of the answer that was given to a question of one of the outcomes; '' if none was."""
    outcomes = verdict.outcomes or next((c.outcomes for c in campaign.challenges if c.id == verdict.challenge), {})
    options = [option for outcome in outcomes.values() if outcome.choice for option in outcome.choice.options]
    return next((option.label for option in options if option.id == answer), answer)


def _authored_check(campaign: Campaign, verdict: Verdict, challenge: Challenge | None) -> CheckRequest | None:
    """The check that the author set, where the ruling only cites the challenge."""
    if challenge is None or challenge.skill is None or not verdict.possible or "done" in verdict.outcomes:
        return None
    difficulty = difficulty_of(challenge, campaign.ruleset)
    return CheckRequest(character=verdict.character, skill=challenge.skill, difficulty=difficulty)


def _check_words(campaign: Campaign, check: CheckRequest, challenge: Challenge | None, say: Say) -> str:
    """`check Persuade, difficulty 8, easy (he is in a good mood)`."""
    against = say("difficulty", number=check.difficulty) + _named(campaign.ruleset, check.difficulty, say)
    if campaign.ruleset.procedure().fixed:
        against = say("no_difficulty")
    if check.opposed_by:
        who = _name(campaign, check.opposed_by)
        skill = _skill(campaign, check.opposed_skill) if check.opposed_skill else ""
        against = say("against_skill", who=who, skill=skill) if skill else say("against", who=who)
    edge = f", {say(check.advantage)}" if check.advantage != "none" else ""
    told = check.reason if challenge is None or check.reason != challenge.title else ""
    words = say("check", skill=_skill(campaign, check.skill), against=against)
    return f"{words}{edge}{f' ({told})' if told else ''}"


def _named(ruleset: Ruleset, number: int, say: Say) -> str:
    """`, easy` or `, between easy and fair`: a difficulty by the names that the kit has for some."""
    named = sorted((value, ruleset.difficulty_name(name)) for name, value in ruleset.difficulties.items())
    exact = next((name for value, name in named if value == number), "")
    below, above = [n for v, n in named if v < number], [n for v, n in named if v > number]
    if exact or not named:
        return f", {exact}" if exact else ""
    if below and above:
        return f", {say('between', below=below[-1], above=above[0])}"
    return f", {say('harder', name=below[-1])}" if below else f", {say('easier', name=above[0])}"


def _rolled_words(campaign: Campaign, result: CheckResult, say: Say) -> str:
    view = check_view(campaign, result)
    total, needed = result.total, result.difficulty
    if view.way == "under":
        return say("roll_under" if total <= view.target else "roll_over", total=total, target=view.target)
    if view.way == "successes":
        return say("successes", total=total, needed=needed, faces=", ".join(map(str, view.faces)))
    if view.way == "total":
        return str(total)
    if total == needed:
        return say("just", total=total)
    return say("over" if total > needed else "short", total=total, needed=needed, gap=abs(total - needed))


def _hidden_rows(verdict: Verdict, challenge: Challenge | None) -> list[str]:
    """What only the game master knows: ids, effects, and what every degree would have brought."""
    outcomes: Mapping[str, object] = verdict.outcomes or (challenge.outcomes if challenge else {})
    rows = [f"  challenge: {verdict.challenge}"] if verdict.challenge else []
    rows += [f"  effect: {effect.model_dump(exclude_none=True)}" for effect in verdict.effects]
    return rows + [f"  {degree}: {getattr(outcome, 'text', '')}" for degree, outcome in outcomes.items()]


def _skill(campaign: Campaign, skill_id: str) -> str:
    skill = campaign.ruleset.skill(skill_id)
    return skill.name if skill else skill_id


def _name(campaign: Campaign, character: str) -> str:
    person = campaign.anyone(character)
    return person.name if person else character
