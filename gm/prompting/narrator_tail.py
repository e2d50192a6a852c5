"""The narrator's tail: what is called up, the scene now, and what is to be told in this turn."""

from collections.abc import Mapping
from typing import Final, cast

from gm.domain.brief import LessonView, NarrationBrief
from gm.domain.calls import Role
from gm.domain.play import Beat, TurnKind, said_by
from gm.domain.prompt import Layer, PromptSection
from gm.prompting.canon import card_of, players_of
from gm.prompting.facts import facts_section, not_told_now
from gm.prompting.kinds import kinds_of
from gm.prompting.named_places import people_section, places_section
from gm.prompting.remembered import remembered_section
from gm.prompting.sections import Maker, Stable, present
from gm.prompting.tails import declared_section, lore_sections, players_saying

NARRATOR_TURN: Final[Mapping[str, str]] = {
    "action": "narrator/turn.jinja2",
    "opening": "narrator/opening.jinja2",
    "ending": "narrator/ending.jinja2",
    "recap": "narrator/recap.jinja2",
}
"""Which template tells what is to be done, by `NarrationBrief.kind`."""
COAUTHOR_TURN: Final = "coauthor/turn.jinja2"


def narrator_tail(brief: NarrationBrief, maker: Maker, stable: Stable) -> list[PromptSection]:
    """What this turn alone brings the narrator, in the order in which it is sent."""
    details = brief.place.details
    seen = (*brief.others, *(person for each in brief.apart if each.acts for person in each.others))
    strangers = tuple(card_of(person) for person in seen if person.id not in stable.carded and not person.kind)
    values: dict[str, object] = {
        "kind": brief.kind,
        "turn_number": brief.turn_number,
        "place": brief.place,
        "time": brief.time,
        "sky": brief.sky,
        "party": brief.party,
        "others": brief.others,
        "apart": brief.apart,
        "strangers": strangers,
        "kinds": kinds_of(brief.others),
        "detail": details[brief.turn_number % len(details)] if details else "",
        "inputs": brief.inputs,
        "verdicts": brief.verdicts,
        "changes": brief.changes,
        "fight": brief.fight,
        "standing": brief.standing,
        "foes_want": brief.foes_want,
        "learned": brief.learned,
        "lessons": brief.lessons or ((LessonView("found", brief.learned),) if brief.learned else ()),
        "notes": brief.notes,
        "asides": brief.asides,
        "private": brief.private,
        "quiet": brief.quiet,
        "clocks": brief.clocks,
        "words": brief.words,
        "voice": brief.voice,
        "reword": brief.reword,
        "replaces": brief.replaces,
        "other_ways": brief.other_ways,
        "opening_text": brief.opening_text,
        "ending_text": brief.ending_text,
        "premise": brief.premise,
        "pace": brief.pace,
        "direction": brief.direction,
    }

    def tail(key: str, template: str, *, required: bool, players: tuple[str, ...] = ()) -> PromptSection | None:
        return maker.section(
            f"tail/{key}",
            template,
            values,
            Layer.TAIL,
            chat_role="user",
            priority=970,
            required=required,
            players=players,
        )

    made = players_of(brief.players_here())
    act = _act(brief)
    if act == COAUTHOR_TURN:
        return present(
            *lore_sections(brief, maker, "narrator/lore.jinja2", stable, "start"),
            remembered_section(brief, maker, "coauthor"),
            facts_section(maker, Role.NARRATOR, not_told_now(brief.facts, brief.learned)),
            people_section(brief, maker, stable.carded),
            places_section(brief, maker, stable),
            _words(brief, maker),
            tail("steer", "narrator/steer.jinja2", required=True) if brief.steered else None,
            tail("turn", act, required=True, players=made),
            _amiss(brief, maker),
        )
    return present(
        _words(brief, maker),
        *lore_sections(brief, maker, "narrator/lore.jinja2", stable, "start"),
        remembered_section(brief, maker, "narrator"),
        facts_section(maker, Role.NARRATOR, not_told_now(brief.facts, brief.learned)),
        declared_section(brief, maker, "narrator"),
        tail("scene", "narrator/scene_now.jinja2", required=False, players=made),
        *lore_sections(brief, maker, "narrator/lore.jinja2", stable, "end"),
        tail("steer", "narrator/steer.jinja2", required=True) if brief.steered else None,
        tail("turn", act, required=True, players=made),
        tail("reword", "narrator/reword.jinja2", required=True) if brief.reword else None,
        _amiss(brief, maker),
    )


def _act(brief: NarrationBrief) -> str:
    if brief.kind == "action" and brief.mode == "coauthor":
        return COAUTHOR_TURN
    if brief.kind == "action" and brief.direction is not None:
        return "narrator/direction.jinja2"
    return NARRATOR_TURN.get(brief.kind, NARRATOR_TURN["action"])


def _amiss(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What was wrong with an answer that could not be shown; none where nothing was."""
    if not brief.amiss:
        return None
    values = {"amiss": brief.amiss, "words": brief.words}
    return maker.section("tail/amiss", "narrator/amiss.jinja2", values, Layer.TAIL, chat_role="user", required=True)


def _words(brief: NarrationBrief, maker: Maker) -> PromptSection | None:
    """What the table says now, in the very bytes that will open this beat in later transcripts."""
    said = tuple((said_by(line.speaker, line.to, line.kind), line.text) for line in brief.inputs)
    kinds = tuple(line.kind for line in brief.inputs)
    beat = Beat(0, brief.turn_number, cast(TurnKind, brief.kind), said, "", "", "", kinds=kinds)
    return maker.section(
        "tail/words",
        "coauthor/beat.jinja2" if _act(brief) == COAUTHOR_TURN else "narrator/beat_user.jinja2",
        {"beat": beat},
        Layer.TAIL,
        chat_role="user",
        required=True,
        players=players_saying(brief),
    )
