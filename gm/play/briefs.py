"""From state and turn to the frozen values that prompts are made of. Pure: what is not put in here, no model sees."""

from dataclasses import dataclass, field, replace
from typing import Final, TypeVar

from gm.domain.brief import (
    ChangeView,
    CheckView,
    ClockView,
    Direction,
    InputView,
    LessonView,
    LoreView,
    MemoryView,
    NarrationBrief,
    VerdictView,
)
from gm.domain.campaign import BeatKind, Campaign, Challenge, Secret
from gm.domain.encounter import LegalAction
from gm.domain.own import OwnCharacter
from gm.domain.play import Beat, ReceivedInput, SceneState, Turn, TurnOutcome
from gm.domain.ruling import Verdict
from gm.domain.ruling_brief import ChallengeView, RulingBrief, SecretView, ThereView
from gm.domain.state import WorldState
from gm.memory.minding import Minded
from gm.play.acquaintance import with_acquaintance
from gm.play.apart import ruling_with_apart, telling_with_apart
from gm.play.arrivals import with_arrivals
from gm.play.beat_length import beat_words
from gm.play.clocks_shown import clocks_that_bear
from gm.play.dates import sky_of, time_words
from gm.play.learning import lessons_of, news
from gm.play.lore_marks import switched_off
from gm.play.openings import opening_text
from gm.play.quest_views import quest_lines, seen_changes, untold
from gm.play.told_how import pace_now, voice_of, words_for
from gm.play.views import change_views, character_name, people, place_view
from gm.rules.combat.giving_up import with_giving_up
from gm.rules.combat.passages import fight_passage
from gm.rules.combat.playing import encounter_view, is_on, legal_actions, with_creatures
from gm.rules.combat.telling import fight_lines
from gm.rules.directions import read_direction
from gm.rules.intents import read_intent
from gm.rules.order_words import order_said
from gm.rules.parting import known_places
from gm.rules.plans import current_plan
from gm.rules.scores import check_view
from gm.rules.sheets import health_word, sheet_of
from gm.rules.standpoint import brief_from, seen_from
from gm.rules.world import open_challenges, open_encounters, spent_challenges


@dataclass(frozen=True, slots=True)
class Recollection:
    """What was remembered for one turn: the verbatim beats, and the gists of those before them."""

    transcript: tuple[Beat, ...] = ()
    chronicle: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Narrations of the beats just before the transcript: what the offline narrator must not say again."""
    minded: Minded = field(default_factory=Minded)
    """Facts that are pinned or called up."""
    memories: tuple[MemoryView, ...] = ()
    """Passages from before the transcript that bear on the turn."""
    place: str = ""
    """Id of the place whose fixed part is told ahead of the transcript (adjudicator)."""


IN_A_FIGHT: Final = frozenset(
    {"hurt", "healed", "down", "dead", "gone", "active", "condition_on", "condition_off", "moved", "attitude"}
)
"""Kinds of changes that the lines of a fight tell already."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A resolved turn in words: what the face shows and the narrator tells."""

    verdicts: tuple[VerdictView, ...]
    checks: tuple[CheckView, ...]
    changes: tuple[ChangeView, ...]
    learned: tuple[str, ...]
    notes: tuple[str, ...]
    fight: tuple[str, ...] = ()
    """What happened in a fight, a line each."""
    passage: tuple[str, ...] = ()
    """The same as sentences without numbers."""
    lessons: tuple[LessonView, ...] = ()
    """What came out, for whom it is new and from whom they have it."""


def ruling_brief(state: SceneState, turn: Turn) -> RulingBrief:
    """What the adjudicator is given: everything at hand, secrets included. Nothing is remembered yet."""
    campaign, world = state.campaign, state.world
    party, others = people(state)
    there, plan = _there(state), current_plan(state)
    place = campaign.place(state.place_id)
    notes = [note for note in ((place.gm_notes if place else ""), (plan.gm_notes if plan else "")) if note]
    notes += wishes(state)
    bare = RulingBrief(
        campaign=campaign,
        language=campaign.language,
        turn_number=turn.number,
        attempt=turn.attempt,
        place=with_arrivals(state, place_view(state)),
        time=time_words(state.minutes, campaign.calendar),
        sky=sky_of(state),
        party=party,
        others=others,
        sheets=there.sheets,
        inputs=input_views(campaign, turn.inputs),
        challenges=there.challenges,
        spent=there.spent,
        clocks=clock_views(state, public=False),
        secrets=secrets_at_hand(state),
        flags_on=tuple(flag.id for flag in campaign.flags if world.is_set(f"flag:{flag.id}", "on")),
        gm_notes=tuple(notes),
        known=tuple(sorted(state.known_by_all_present())),
        known_by_some=_known_by_some(state),
        elsewhere=_elsewhere(state),
        known_places=tuple(each.id for each in known_places(state)),
        fight=encounter_view(campaign, world, state.scene.key),
        legal=_legal(state, turn),
        encounters=open_encounters(state),
        quests=quest_lines(state),
        lore_off=switched_off(campaign, world),
    )
    return ruling_with_apart(bare, state, turn, lambda who: _there(seen_from(state, who)))


def _there(state: SceneState) -> ThereView:
    """What can be tried where the scene plays, or where somebody of it stands."""
    return ThereView(
        place=state.place_id,
        sheets=tuple(sheet_of(state, character) for character in state.present()),
        challenges=tuple(_challenge_view(state.campaign, challenge) for challenge in open_challenges(state)),
        spent=tuple(_challenge_view(state.campaign, challenge) for challenge in spent_challenges(state)),
    )


def wishes(state: SceneState) -> list[str]:
    """What players hope for and what ties them here, of characters of their own who are present: for the GM alone."""
    here = [state.campaign.character(character) for character in state.present()]
    own = [pc for pc in here if isinstance(pc, OwnCharacter) and pc.wish]
    tied = [f"what ties {pc.name} to this story: {pc.hook}" for pc in here if isinstance(pc, OwnCharacter) and pc.hook]
    return [*(f"the player of {pc.name} hopes for this: {pc.wish}" for pc in own), *tied]


def _legal(state: SceneState, turn: Turn) -> tuple[tuple[str, tuple[LegalAction, ...]], ...]:
    """What everyone who speaks may do in the fight that is on."""
    if not is_on(state.world, state.scene.key):
        return ()
    speaking = dict.fromkeys(entry.input.character for entry in turn.inputs if entry.input.character)
    world, scene = state.world, state.scene.key
    return tuple(
        (who, with_giving_up(state.campaign, legal_actions(state.campaign, world, scene, who))) for who in speaking
    )


def _known_by_some(state: SceneState) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """What somebody of the party here knows and not all of them do, by who knows it."""
    here = [who for who in state.present() if state.campaign.character(who)]
    facts = {who: state.world.under(f"character:{who}", "knows") for who in here}
    found: dict[tuple[str, ...], list[str]] = {}
    for fact in sorted({each for known in facts.values() for each in known}):
        knowing = tuple(who for who in here if fact in facts[who])
        if len(knowing) < len(here):
            found.setdefault(knowing, []).append(fact)
    return tuple((who, tuple(known)) for who, known in sorted(found.items()))


def _elsewhere(state: SceneState) -> tuple[tuple[str, str], ...]:
    here = frozenset(state.present())
    people = [pc.id for pc in state.campaign.characters if state.is_playing(pc.id)]
    people += [npc.id for npc in state.campaign.npcs]
    places = ((who, state.world.text(f"character:{who}", "place")) for who in people)
    return tuple((who, place) for who, place in places if place and who not in here)


def clock_views(state: SceneState, *, public: bool) -> tuple[ClockView, ...]:
    """The clocks; `public`: those that everybody may see."""
    return tuple(
        ClockView(
            clock.id,
            clock.name,
            state.world.number(f"clock:{clock.id}", "filled"),
            clock.segments,
            "" if public else clock.ticks,
            clock.about,
        )
        for clock in state.campaign.clocks
        if not public or clock.audience != "gm"
    )


Brief = TypeVar("Brief", NarrationBrief, RulingBrief)


def remembering(bare: Brief, past: Recollection, lore: tuple[LoreView, ...] = ()) -> Brief:
    """The brief with what is remembered, and with the lore that came up."""
    full = replace(bare, transcript=past.transcript, chronicle=past.chronicle, lore=lore, memories=past.memories)
    full = replace(full, ledger=past.minded.ledger, facts=past.minded.facts)
    if isinstance(full, RulingBrief):
        return replace(full, pinned=past.place)
    return with_acquaintance(replace(full, told=past.told))


def secrets_at_hand(state: SceneState) -> tuple[SecretView, ...]:
    """Secrets of those present and of the factions that are still hidden from someone in the party."""
    known = state.known_by_all_present()
    here = frozenset(state.present())
    owners: list[tuple[str, tuple[str, ...], tuple[Secret, ...]]] = [
        (npc.name, (npc.name,), npc.secrets) for npc in state.campaign.npcs if npc.id in here
    ]
    owners += [(faction.name, (), faction.secrets) for faction in state.campaign.factions]
    return tuple(
        SecretView(secret.id, owner, secret.text, secret.reveal, keepers)
        for owner, keepers, secrets in owners
        for secret in secrets
        if secret.id not in known
    )


def narration_brief(state: SceneState, turn: Turn, resolved: Resolved, *, before: SceneState) -> NarrationBrief:
    """What the narrator is given: `state` as it is after the turn's changes, and only what those present may know."""
    campaign, world = state.campaign, state.world
    party, others = people(state)
    kind = _beat_kind(turn, resolved)
    ending = next((end for end in campaign.endings if turn.outcome and end.id == turn.outcome.ending), None)
    words = [entry.input.text for entry in turn.inputs]
    words += [text for each in resolved.verdicts for text in (each.outcome, each.refusal)]
    bare = NarrationBrief(
        campaign=campaign,
        kind=turn.kind,
        language=campaign.language,
        voice=voice_of(state),
        mode=state.table.mode,
        premise=state.table.premise,
        pace=pace_now(state) or "",
        direction=direction_of(turn),
        turn_number=turn.number,
        attempt=turn.attempt,
        alternative=0,
        seed=state.game.uid,
        place=replace(place_view(state), first_visit=not before.world.is_set(f"place:{state.place_id}", "visited")),
        time=time_words(state.minutes, campaign.calendar),
        sky=sky_of(state),
        party=party,
        others=others,
        inputs=input_views(campaign, turn.inputs),
        verdicts=resolved.verdicts,
        changes=resolved.changes,
        fight=resolved.fight,
        passage=resolved.passage,
        standing=_standing(state),
        foes_want=_foes_want(state),
        learned=resolved.learned,
        lessons=resolved.lessons,
        lore_off=switched_off(campaign, world),
        notes=resolved.notes,
        clocks=clocks_that_bear(clock_views(state, public=True), turn, resolved.changes, words, campaign.language),
        opening_text=opening_text(campaign, party) if turn.kind == "opening" else "",
        ending_text=ending.text if ending else "",
        words=beat_words(
            words_for(state, campaign.voice.words.get("action" if state.table.mode == "coauthor" else kind, 100)),
            resolved.verdicts,
            notes=() if state.table.mode == "coauthor" else resolved.notes,
            learned=0 if state.table.mode == "coauthor" else len(resolved.learned),
            fight=len(resolved.fight),
        ),
    )
    return telling_with_apart(bare, state, turn, before=before)


def direction_of(turn: Turn) -> Direction | None:
    """How the table steers the telling, where all that was said is a direction."""
    if not turn.inputs or any(entry.input.kind != "direct" for entry in turn.inputs):
        return None
    said = turn.inputs[-1].input.text
    return read_direction(said) or Direction("other", said)


def _standing(state: SceneState) -> tuple[str, ...]:
    """Who stands where in the fight that is on, and how they are, in words; no numbers (promise 9)."""
    view = encounter_view(state.campaign, state.world, state.scene.key)
    if view is None:
        return ()
    rows = [
        f"{each.name}: {health_word(each.hp, each.max_hp, each.status)}"
        + (f", {view.zones[each.zone]}" if len(view.zones) > 1 else "")
        for each in view.combatants
        if each.status in ("active", "down")
    ]
    turn = view.combatant(view.turn or "")
    return (*rows, f"next to act: {turn.name}") if turn is not None else tuple(rows)


def _foes_want(state: SceneState) -> str:
    view = encounter_view(state.campaign, state.world, state.scene.key)
    return view.goal if view is not None else ""


def _beat_kind(turn: Turn, resolved: Resolved) -> BeatKind:
    if turn.kind == "opening":
        return "opening"
    if (
        resolved.checks
        or resolved.fight
        or any(change.kind in ("hurt", "moved", "down") for change in resolved.changes)
    ):
        return "action"
    return "talk" if any(verdict.kind == "talk" for verdict in resolved.verdicts) else "quiet"


def resolved_views(before: SceneState, after: WorldState, turn: Turn, brief: RulingBrief) -> Resolved:
    """A turn's ruling and outcome in words. `before` is the state it was ruled on, `brief` what it was ruled with."""
    outcome = turn.outcome or TurnOutcome()
    verdicts = turn.ruling.verdicts if turn.ruling else ()
    campaign = before.campaign
    checks = {result.check_id: result for result in outcome.checks}
    views = []
    for index, verdict in enumerate(verdicts):
        result = checks.get(str(index))
        reason = verdict.check.reason if verdict.check and verdict.check.reason_audience != "gm" else ""
        text = outcome.texts[index] if index < len(outcome.texts) else ""
        check = check_view(campaign, result, reason) if result else None
        views.append(_verdict_view(campaign, verdict, turn, brief, check, text))
    peopled = with_creatures(campaign, after)
    now = replace(before, world=after)
    shown = seen_changes(before, now, outcome.changes)
    changes = change_views(peopled, shown, before.scene.key, hidden=untold(now, outcome.changes))
    if outcome.steps:  # blow by blow already
        changes = tuple(view for view in changes if view.kind not in IN_A_FIGHT)
    lessons = lessons_of(before, after, turn, outcome)
    return Resolved(
        verdicts=tuple(views),
        checks=tuple(view.check for view in views if view.check is not None),
        changes=changes,
        fight=fight_lines(peopled, outcome.steps),
        passage=fight_passage(peopled, outcome.steps, turn.number),
        learned=news(lessons),
        notes=outcome.notes,
        lessons=lessons,
    )


def _verdict_view(
    campaign: Campaign, verdict: Verdict, turn: Turn, brief: RulingBrief, check: CheckView | None, text: str
) -> VerdictView:
    said = turn.inputs[verdict.input - 1].input if 0 < verdict.input <= len(turn.inputs) else None
    words = said.text if said else ""
    where = brief_from(brief, verdict.character)
    intent = read_intent(words, said.kind if said else "do", where, to=(said.to or "") if said else "")
    return VerdictView(
        character=character_name(campaign, verdict.character),
        input_text=order_said(words, campaign.language) if said and said.kind == "command" else words,
        intent=verdict.intent or words,
        kind="challenge" if verdict.challenge else intent.kind,
        target=intent.target,
        possible=verdict.possible,
        refusal="" if verdict.possible else (text or verdict.refusal),
        check=check,
        outcome=text if verdict.possible else "",
        notices=tuple(character_name(campaign, who) for who in verdict.notices),
    )


def input_views(campaign: Campaign, inputs: tuple[ReceivedInput, ...]) -> tuple[InputView, ...]:
    """The players' words with the names of those who speak."""
    return tuple(
        InputView(
            speaker=character_name(campaign, entry.input.character) if entry.input.character else entry.input.player,
            character=entry.input.character or "",
            text=entry.input.text,
            kind=entry.input.kind,
            player=entry.input.player,
            skill=entry.input.skill or "",
            to=entry.input.to or "",
        )
        for entry in inputs
    )


def _challenge_view(campaign: Campaign, challenge: Challenge) -> ChallengeView:
    named = challenge.difficulty
    number = campaign.ruleset.difficulties.get(named) if isinstance(named, str) else named
    return ChallengeView(
        id=challenge.id,
        title=challenge.title,
        keys=challenge.keys,
        skill=challenge.skill or "",
        difficulty=number,
        stakes=challenge.stakes,
        outcomes=tuple((degree, outcome.text) for degree, outcome in challenge.outcomes.items()),
    )
