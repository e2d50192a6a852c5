"""One can always give up, and is never offered it as a button."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fight_stage import PARTY, dice_of, pit, sand

from gm.rules.combat import playing
from gm.rules.combat.giving_up import with_giving_up


def test_giving_up_stands_last_where_the_rules_have_it() -> None:
    world = playing.begin(pit(), sand(), "main", "goblins", PARTY, "pit", dice_of(3), "begin").world
    view = playing.encounter_view(pit(), world, "main")
    assert view is not None and view.turn is not None
    legal = playing.legal_actions(pit(), world, "main", view.turn)
    combat = pit().ruleset.combat
    assert "surrender" not in {each.action.kind for each in legal}
    rules = pit().ruleset.model_copy(update={"combat": combat.model_copy(update={"actions": ("attack", "surrender")})})
    there = pit().model_copy(update={"ruleset": rules})
    assert with_giving_up(there, legal)[-1].action.kind == "surrender"
    assert with_giving_up(there, ()) == ()
    assert ("surrender" in combat.actions) or with_giving_up(pit(), legal) == legal
