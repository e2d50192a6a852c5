"""Exactly what goes on the wire, as files that are reviewed as prose."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from prompting_sample import BRAM, ILSE, INN, MAREN, QUARTERS, TEMPLATES, narration, npc, ruling

from gm.domain.brief import (
    AheadView,
    ApartView,
    Aside,
    ChangeView,
    Direction,
    ExitView,
    FactView,
    InputView,
    LessonView,
    MemoryView,
    PlaceView,
    VerdictView,
)
from gm.domain.objections import ObjectionView, Reason
from gm.domain.play import Beat
from gm.domain.prompt import Prompt
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import ChallengeView, PrecedentView, SheetView, ThereView
from gm.prompting.layout import assemble_narration, assemble_ruling
from gm.prompting.npc import assemble_npc

ASIDE = InputView("Ilse", "ilse", "can we keep the horror mild tonight?", "ooc")
LEDGER = (
    FactView("The bell must never ring twice.", hearsay=True),
    FactView("turn 3: Ilse promises Maren a lamp for her window.", ("Ilse",), ("Maren",)),
)
CHRONICLE = (
    "The party comes to Saltmere in the rain. Nobody at the ferry asks them in.",
    "Maren lets them dry their coats by the fire. Bram breaks the attic's lock, and the lamp up there is warm.",
    "Ilse promises Maren that the lamp will burn until Sunday.",
)
MEMORIES = (
    MemoryView(
        14, 'Maren says: "The Warden paid me to forget the rope."', "night of day 1", "The Ferry Inn", ("Bram",)
    ),
    MemoryView(2, "Ilse: I dreamt of the bell again. / Onley: Then do not sleep by the water.", "", "", (), True),
)
CALLED = (FactView("Maren is the reeve's sister.", ("Ilse", "Maren"), ("Tam", "Onley"), hearsay=True),)
LANDING = PlaceView(
    "landing",
    "The Landing",
    "A rotten stair, and black water at its foot.",
    ("A chain knocks.",),
    (ExitView("the path to the inn", "inn", "The Ferry Inn"),),
    ("rope",),
    True,
)
ROPE = ChallengeView(
    "haul-rope", "Haul up what hangs on the rope", ("rope",), "notice", 13, "It may be heard across the water", ()
)
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
    "narrator_aside": {
        "inputs": (ASIDE,),
        "verdicts": (),
        "changes": (),
        "learned": (),
        "notes": (),
        "lore": (),
        "chronicle": (),
    },
    "narrator_arrival": {
        "place": replace(INN, first_visit=True),
        "others": (
            replace(MAREN, met=False),
            replace(MAREN, id="pim", name="Pim", aliases=("Pim", "the girl"), met=False, health="bruised"),
        ),
        "changes": (),
        "learned": (),
        "notes": (),
    },
    "narrator_apart": {
        "party": (ILSE,),
        "apart": (
            ApartView((BRAM,), LANDING, (), arrived=True, acts=True),
            ApartView((replace(BRAM, name="Tam", carries=()),), replace(LANDING, name="The Shore"), (MAREN,)),
        ),
        "fellows": (ILSE, BRAM),
        "verdicts": (VerdictView("Bram", "I go down to the landing.", "go down to the landing", "move"),),
        "changes": (ChangeView("moved", "Bram", "Bram → The Landing"),),
        "learned": (),
        "notes": (),
        "lore": (),
        "chronicle": (),
    },
    "coauthor_turn": {
        "mode": "coauthor",
        "premise": "Two sisters and a bell.",
        "inputs": (InputView("Ilse", "ilse", "Ilse went up before anybody could stop her. Bram saw.", "do", "pat"),),
        "party": (ILSE,),
        "memories": MEMORIES,
        "asides": (Aside("Nobody laughs in this book.", "pat"),),
        "lore": (),
        "transcript": (
            Beat(1, 1, "opening", (), "", "The bell rang once.", ""),
            Beat(
                2,
                2,
                "action",
                (("Ilse", "Maren kept count."), ("", "slowly")),
                "",
                "Eleven, so far.",
                "",
            ),
        ),
    },
    "coauthor_continue": {
        "mode": "coauthor",
        "inputs": (InputView("Ilse", "ilse", "", "direct", "pat"),),
        "reword": "darker",
        "replaces": "The stair creaks, and that is all.",
        "lore": (),
        "pace": "slow",
    },
    "coauthor_asked": {
        "mode": "coauthor",
        "inputs": (InputView("Ilse", "ilse", "does Maren know who rang it?", "ooc", "pat"),),
        "lore": (),
        "transcript": (
            Beat(1, 1, "opening", (), "", "The bell rang once, out past The Drowned Bell.", ""),
            Beat(
                2,
                2,
                "action",
                (("Ilse (out of character)", "who is up?"),),
                "",
                "Maren, I would say.",
                "",
                kinds=("ooc",),
            ),
        ),
    },
    "coauthor_another_way": {
        "mode": "coauthor",
        "inputs": (InputView("Ilse", "ilse", "Ilse went up.", "do", "pat"),),
        "reword": "other words, other details",
        "replaces": "The stair creaks.\n\nThat is all.",
        "other_ways": ("There is no stair.",),
        "lore": (),
    },
    "narrator_cut": {
        "direction": Direction("cut", "the landing, at dawn"),
        "inputs": (InputView("Ilse", "ilse", "cut to the landing, at dawn", "direct", "pat"),),
        "verdicts": (),
        "changes": (),
        "learned": (),
        "notes": (),
        "lore": (),
    },
    "narrator_cut_met": {
        "direction": Direction("cut", "the landing"),
        "inputs": (InputView("Ilse", "ilse", "cut to the landing", "direct", "pat"),),
        "verdicts": (),
        "changes": (ChangeView("moved", "Ilse", "Ilse → the landing, after 2 hours on the way"),),
        "fight": ("A dog bites Bram: 3 damage",),
        "standing": ("Bram: bruised", "next to act: Ilse"),
        "learned": ("The tollman has been paid.",),
        "notes": ("A tollman bars the road.",),
        "lore": (),
    },
    "narrator_facts": {"ledger": LEDGER, "facts": CALLED},
    "narrator_memory": {
        "ledger": LEDGER,
        "facts": CALLED,
        "memories": MEMORIES,
        "chronicle": CHRONICLE,
        "verdicts": (VerdictView("Ilse", "What did the Warden pay for?", "What did the Warden pay for?", "talk"),),
        "changes": (),
        "learned": (),
        "notes": (),
    },
    "narrator_reword": {
        "reword": "shorter, from Maren's side",
        "alternative": 1,
        "replaces": "The oar goes in behind the hinge.\n\nMaren looks up.",
    },
    "narrator_reword_again": {
        "reword": "other words, other details",
        "alternative": 2,
        "replaces": "Wood gives.",
        "other_ways": ("The oar goes in behind the hinge.",),
    },
    "narrator_private": {"private": True},
    "narrator_lessons": {
        "changes": (),
        "notes": (),
        "learned": (),
        "lessons": (
            LessonView("found", ("The bar was cut.",), knew=("Maren",)),
            LessonView("shown", ("The rope is new.",)),
            LessonView("told", ("The reeve has a boat.", "It leaks."), ("Bram", "Tam"), ("Ilse",)),
            LessonView("heard", ("The lamp is a signal.",), ("Maren",)),
        ),
    },
}
RULINGS = {
    "adjudicator_turn": {},
    "adjudicator_facts": {"ledger": LEDGER, "facts": (*CALLED, FactView("The reeve hides a boat.", secret=True))},
    "adjudicator_memory": {"ledger": LEDGER, "facts": CALLED, "memories": MEMORIES, "chronicle": CHRONICLE},
    "adjudicator_objection": {
        "precedents": (
            PrecedentView("pick the lock", "sneak", 12, reason=Reason("she has wire", "she has.", by="granted")),
            PrecedentView("ask for bread", "", 0, reason=Reason("Maren likes her.", by="gm")),
        ),
        "objection": ObjectionView(
            "I have a rope, and «last time» it was 10",
            Ruling(),
            '{"verdicts":[{"input":1,"character":"ilse","check":{"character":"ilse","skill":"sneak","difficulty":15}}]}',
            ("skill sneak: moving unseen",),
        ),
    },
    "adjudicator_apart": {
        "party": (ILSE,),
        "sheets": (SheetView("ilse", "Ilse", True, 6, 8, 11, (), (), (("luck", 2, 3),), (), ()),),
        "apart": (ApartView((BRAM,), LANDING, (), acts=True),),
        "there": (ThereView("landing", (), (ROPE,)),),
        "fellows": (SheetView("bram", "Bram", True, 9, 9, 12, (), (), (("luck", 3, 3),), (), ("shaken",)),),
        "ahead": (AheadView("shore", "The Shore", "Shingle, and a boat.", ("It smells of tar.",), "The boat leaks."),),
        "elsewhere": (("bram", "landing"), ("onley", "landing")),
    },
    "adjudicator_known": {
        "known": ("flood", "vestry-vote"),
        "known_by_some": ((("bram",), ("sluice",)), (("bram", "tam"), ("drowned", "lake"))),
    },
    "adjudicator_told": {"told": "Maren presses the «lamp» into Ilse's hands."},
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


NPCS = {
    "npc_named": {},
    "npc_tells": {"tells": ("The stairs have been swept today.",), "keeps": False, "just_said": ()},
    "npc_speaks_up": {"why": "trigger", "word": "attic", "keeps": False, "mood": "even"},
    "npc_otherwise": {"reword": "less kind", "replaces": "Mine. Sit by the fire.", "alternative": 1},
    "npc_once_more": {"amiss": ("it was stronger than the rating of this game allows",)},
}


@pytest.mark.parametrize("name", NPCS)
def test_npc_prompts(name: str, snapshot: Callable[[str, str], None]) -> None:
    brief = npc(**NPCS[name])
    snapshot(name, wire(assemble_npc(brief, templates=TEMPLATES, counter=QUARTERS, window=8192, reply_tokens=400)))


def last_message(**changes: object) -> str:
    brief = narration(**changes)
    prompt = assemble_narration(brief, templates=TEMPLATES, counter=QUARTERS, window=8192, reply_tokens=400)
    return prompt.messages()[-1].content


def test_a_cut_says_either_that_there_is_no_way_to_tell_or_what_there_is_to_tell_of_it() -> None:
    bare = NARRATIONS["narrator_cut"]
    moved = ChangeView("moved", "Ilse", "Ilse → the landing")
    hurt = ChangeView("hurt", "Ilse", "Ilse −2 HP")
    assert "without the way." in last_message(**{**bare, "changes": (moved,)})
    found: tuple[tuple[str, object, str], ...] = (
        ("notes", ("A tollman.",), "ALSO TELL\n- A tollman."),
        ("learned", ("The reeve knows.",), "THE PARTY LEARNS THIS NOW"),
        ("fight", ("A dog bites Bram",), "THE FIGHT, blow by blow"),
        ("changes", (moved, hurt), "- Ilse −2 HP"),
    )
    for name, value, shown in found:
        told = last_message(**{**bare, name: value})
        assert shown in told and "without the way" not in told and "Of the way tell only what stands below" in told


def test_talk_across_the_table_asks_for_an_answer_and_for_no_scene() -> None:
    alone = last_message(**NARRATIONS["narrator_aside"])
    assert "(out of character): «can we keep the horror mild" in alone
    assert "OUT OF CHARACTER" in alone and "Narrate it" not in alone and "DECIDED" not in alone
    both = last_message(inputs=(ASIDE, InputView("Bram", "bram", "I wait", "do")))
    assert "Narrate it" in both and "Answer them first" in both
