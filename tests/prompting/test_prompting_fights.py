"""What the adjudicator is told of a fight: in it, before it, and where there are none."""

import sys
from pathlib import Path

from prompting_sample import QUARTERS, TEMPLATES, ruling

sys.path.insert(0, str(Path(__file__).parents[1] / "rules"))

from fight_stage import PARTY, dice_of, pit, sand

from gm.domain.effects import Change
from gm.domain.ruling_brief import PrecedentView, RulingBrief
from gm.prompting.fights import combatant_lines
from gm.prompting.layout import assemble_ruling
from gm.rules.combat import playing


def wire(brief: RulingBrief) -> str:
    made = assemble_ruling(brief, templates=TEMPLATES, counter=QUARTERS, window=8192, reply_tokens=700)
    return "\n".join(message.content for message in made.messages())


def test_a_fight_with_what_may_be_done_as_json_to_copy() -> None:
    world = playing.begin(pit(), sand(), "main", "goblins", PARTY, "pit", dice_of(3), "begin").world
    view = playing.encounter_view(pit(), world, "main")
    assert view is not None and view.turn is not None
    legal = playing.legal_actions(pit(), world, "main", view.turn)
    text = wire(ruling(campaign=pit(), fight=view, legal=((view.turn, legal),)))
    assert "FIGHT: Goblins, round 1." in text and f"It is {view.turn}'s turn." in text
    assert '{"kind":"attack"' in text or '{"kind":"wait"' in text
    for foe in ("goblin-1", "goblin-4"):
        assert f"- {foe} (" in text
    assert "- action: only while a FIGHT is on" in text
    assert f"{view.turn} may do one of these" in text


def test_an_opening_that_a_friend_has_made_is_shown_until_it_is_used() -> None:
    world = playing.begin(pit(), sand(), "main", "goblins", PARTY, "pit", dice_of(3), "begin").world
    view = playing.encounter_view(pit(), world, "main")
    assert view is not None and view.turn is not None
    assert not any("advantage" in line for line in combatant_lines(view))
    legal = playing.legal_actions(pit(), world, "main", view.turn)
    deed = next(each.action for each in legal if each.action.kind == "help")
    (friend,) = deed.targets
    done = playing.act(pit(), world, "main", view.turn, deed, dice_of(3), "help").world
    after = playing.encounter_view(pit(), done, "main")
    assert after is not None
    shown = [line for line in wire(ruling(campaign=pit(), fight=after)).splitlines() if "helped by a friend" in line]
    assert len(shown) == 1 and shown[0].startswith(f"- {friend} (") and "advantage on the next attack" in shown[0]
    used = done.apply((Change(entity="encounter:main", path=f"helped/{friend}", before=True, after=None),))
    last = playing.encounter_view(pit(), used, "main")
    assert last is not None and not any("helped" in line for line in combatant_lines(last))


def test_who_hides_stands_on_guard_or_was_taken_unawares_is_shown_so() -> None:
    world = playing.begin(pit(), sand(), "main", "ambush", PARTY, "pit", dice_of(3), "begin").world
    marks = [("hidden", "hidden (advantage on the next attack)"), ("dodging", "on guard"), ("surprised", "unawares")]
    for mark, words in marks:
        gone = list(world.under("encounter:main", mark))
        bare = world.apply(
            tuple(Change(entity="encounter:main", path=f"{mark}/{who}", before=True, after=None) for who in gone)
        )
        for now, many in ((bare, 0), (bare.apply((_marked(mark),)), 1)):
            view = playing.encounter_view(pit(), now, "main")
            assert view is not None and sum(words in line for line in combatant_lines(view)) == many, mark


def _marked(mark: str) -> Change:
    return Change(entity="encounter:main", path=f"{mark}/{PARTY[0]}", before=None, after=True)


def test_fights_that_wait_and_how_like_attempts_were_ruled() -> None:
    cases = (PrecedentView("slip past the dog", "sneak", 13), PrecedentView("outstare her", "notice", 0, "maren"))
    text = wire(ruling(campaign=pit(), encounters=pit().encounters[:1], precedents=cases))
    assert "FIGHTS THAT WAIT HERE: goblins (Goblins: " in text
    assert "- slip past the dog: sneak 13\n- outstare her: notice against maren" in text


def test_where_there_are_no_fights_nothing_is_said_of_them() -> None:
    text = wire(ruling())
    for word in ("FIGHT", "start_encounter", "- action:", "declare", "RULED BEFORE", "rounds"):
        assert word not in text, word
