"""Exactly what goes on the wire, as files that are reviewed as prose."""

from collections.abc import Callable

import pytest
from prompting_sample import QUARTERS, TEMPLATES, narration, ruling

from gm.domain.prompt import Prompt
from gm.prompting.layout import assemble_narration, assemble_ruling

NARRATIONS = {
    "narrator_action": {},
    "narrator_talk": {"verdicts": (), "changes": (), "learned": (), "notes": (), "lore": (), "chronicle": ()},
    "narrator_opening": {
        "kind": "opening",
        "opening_text": "The bell rings once, and every spoon in the Ferry Inn stops.",
        "inputs": (),
        "verdicts": (),
        "changes": (),
        "learned": (),
        "lore": (),
        "notes": (),
        "chronicle": (),
        "transcript": (),
        "words": 160,
    },
    "narrator_ending": {"kind": "ending", "ending_text": "The water goes down by a hand, and then by another."},
    "narrator_recap": {"kind": "recap", "inputs": (), "verdicts": (), "changes": (), "learned": (), "notes": ()},
    "narrator_reword": {"reword": "shorter, from Maren's side", "alternative": 1},
}
RULINGS = {
    "adjudicator_turn": {},
    "adjudicator_retry": {"problems": ("skill `sneek` is unknown: did you mean `sneak`?",)},
}


def wire(prompt: Prompt) -> str:
    shown = [f"=== {message.role}\n{message.content}\n" for message in prompt.messages()]
    sizes = "".join(f"{s.tokens:6} {s.key}\n" for s in prompt.sections)
    return "\n".join([*shown, f"=== sections (tokens)\n{sizes}{prompt.tokens:6} together\n"])


@pytest.mark.parametrize("name", NARRATIONS)
def test_narrator_prompts(name: str, snapshot: Callable[[str, str], None]) -> None:
    brief = narration(**NARRATIONS[name])
    snapshot(
        name, wire(assemble_narration(brief, templates=TEMPLATES, counter=QUARTERS, window=8192, reply_tokens=400))
    )


@pytest.mark.parametrize("name", RULINGS)
def test_adjudicator_prompts(name: str, snapshot: Callable[[str, str], None]) -> None:
    brief = ruling(**RULINGS[name])
    snapshot(name, wire(assemble_ruling(brief, templates=TEMPLATES, counter=QUARTERS, window=8192, reply_tokens=700)))
