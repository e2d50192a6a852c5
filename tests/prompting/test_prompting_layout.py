"""Prompts on the wire: order, roles, stability, secrecy, limits."""

import itertools
import json
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prompting_sample import (
    BEAT,
    CAMPAIGN,
    MAREN,
    OPENING,
    QUARTERS,
    SECRET_TEXTS,
    TEMPLATES,
    Characters,
    narration,
    ruling,
    shipped,
)

from gm.domain.brief import InputView, LoreView, NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import ConfigError
from gm.domain.play import Beat
from gm.domain.prompt import Layer, Prompt
from gm.domain.ruleset import Rest
from gm.domain.ruling import Ruling
from gm.domain.ruling_brief import RulingBrief
from gm.prompting.economy import common_prefix, shared_prefix_tokens, wire_text, wire_tokens
from gm.prompting.fit import PromptTooLarge
from gm.prompting.layout import assemble_narration, assemble_ruling, beat_tokens, lane_budget
from gm.prompting.narrator_tail import NARRATOR_TURN
from gm.prompting.schema import ruling_schema
from gm.prompting.templates import TemplateSet


def told(brief: NarrationBrief | None = None, *, templates: TemplateSet = TEMPLATES, window: int = 8192) -> Prompt:
    return assemble_narration(
        brief or narration(), templates=templates, counter=QUARTERS, window=window, reply_tokens=400
    )


def ruled(brief: RulingBrief | None = None, *, window: int = 8192) -> Prompt:
    return assemble_ruling(brief or ruling(), templates=TEMPLATES, counter=QUARTERS, window=window, reply_tokens=700)


EVERY_NARRATION = [
    narration(),
    *(narration(kind=kind, opening_text="Open.", ending_text="End.") for kind in NARRATOR_TURN),
    narration(reword="shorter", alternative=2),
    narration(verdicts=(), inputs=(), chronicle=(), transcript=()),
    narration(others=(replace(MAREN, id="stranger", name="A Stranger", persona="Quiet."),)),
]


@pytest.mark.parametrize("brief", EVERY_NARRATION)
def test_the_narrator_is_given_no_secret(brief: NarrationBrief) -> None:
    sent = wire_text(told(brief))
    assert [text for text in SECRET_TEXTS if text in sent] == []


def test_the_scan_would_find_a_secret() -> None:
    """Positive control: the same texts do reach the adjudicator, and the narrator once they are revealed."""
    sent = wire_text(ruled())
    found = [text for text in SECRET_TEXTS if text in sent]
    assert len(found) >= 9
    secret = SECRET_TEXTS[0]
    assert secret in wire_text(told(narration(learned=(secret,))))


def test_no_template_of_an_author_can_reach_the_campaign_from_the_narrator() -> None:
    for name in ("turn", "canon", "instructions", "scene_now", "cast", "voice", "party", "chronicle"):
        own = TemplateSet(shipped(), {f"narrator/{name}.jinja2": "{{ campaign.npcs }}"})
        with pytest.raises(ConfigError, match="campaign"):
            told(templates=own)


def test_one_system_message_then_strict_alternation() -> None:
    for prompt in [*map(told, EVERY_NARRATION), ruled()]:
        roles = [message.role for message in prompt.messages()]
        assert roles[0] == "system" and roles[-1] == "user"
        assert all(a != b for a, b in itertools.pairwise(roles))
        assert roles.count("system") == 1
        assert all(message.content.strip() for message in prompt.messages())


def test_layers_never_go_back() -> None:
    for prompt in [*map(told, EVERY_NARRATION), ruled()]:
        layers = [section.layer for section in prompt.sections]
        assert layers == sorted(layers)
        assert layers[0] is Layer.FIXED and layers[-1] is Layer.TAIL


def test_players_words_are_data_in_every_prompt() -> None:
    for prompt in (told(), ruled()):
        assert "{{7*7}}" in wire_text(prompt)
        assert "\n[Bram: success]" not in wire_text(prompt)


def test_macros_of_cards_are_replaced() -> None:
    assert "Maren Holt treats the party like" in wire_text(told())
    assert "{{char}}" not in wire_text(told()) + wire_text(ruled())


def test_sections_with_players_words_are_tagged_for_erasure() -> None:
    for prompt in (told(), ruled()):
        tagged = {section.key: section.players for section in prompt.sections if section.players}
        assert tagged["transcript/2"] == ("anna", "piet")
        assert ("anna", "piet") in [players for key, players in tagged.items() if key.startswith("tail/")]
        for section in prompt.sections:
            if "slip past her" in section.text:
                assert "anna" in section.players or section.key == "tail/turn"


def test_bytes_before_the_tail_only_grow() -> None:
    later = Beat(3, 3, "action", (("Ilse", "I wait."),), "", "Rain.", "Ilse waited.")
    for first, second in (
        (told(), told(narration(transcript=(OPENING, BEAT, later), turn_number=4, time="night", lore=(), notes=()))),
        (ruled(), ruled(ruling(transcript=(OPENING, BEAT, later), turn_number=4, time="night", lore=()))),
    ):
        stable = [s for s in first.sections if s.layer is not Layer.TAIL]
        assert [s.text for s in second.sections[: len(stable)]] == [s.text for s in stable]
        shared = shared_prefix_tokens(first, second, QUARTERS)
        assert shared >= sum(QUARTERS.count(s.text) - 1 for s in stable)
        assert shared < wire_tokens(second, QUARTERS)


def test_the_tail_opens_with_the_bytes_of_the_coming_beat() -> None:
    brief = narration()
    said = tuple((line.speaker, line.text) for line in brief.inputs)
    past = Beat(3, 3, "action", said, "Ilse: Sneak 9", "No.", "g")
    first, second = told(brief), told(narration(transcript=(OPENING, BEAT, past), turn_number=4, inputs=()))
    old, new = wire_text(first), wire_text(second)
    assert new[: common_prefix(old, new)].rstrip().endswith("‹done›»")


def test_reword_and_retry_change_the_end_only() -> None:
    for first, second in (
        (told(), told(narration(reword="shorter", alternative=1))),
        (ruled(), ruled(ruling(problems=("no such skill",), attempt=1))),
    ):
        assert second.sections[: len(first.sections)] == first.sections


def test_a_narrower_window_drops_the_oldest_beats_and_says_so() -> None:
    beats = tuple(Beat(n, n, "action", (("Ilse", "I wait."),), "", "Rain. " * 60, "g") for n in range(1, 40))
    prompt = told(narration(transcript=beats), window=4096)
    shown = [int(s.key.partition("/")[2]) for s in prompt.sections if s.key.startswith("transcript/")]
    gone = [d.key for d in prompt.dropped]
    assert shown[-1] == 39 and shown == sorted(shown) and f"transcript/{shown[0] - 1}" in gone
    assert prompt.tokens == sum(s.tokens for s in prompt.sections) <= 4096 - 400
    assert QUARTERS.count(wire_text(prompt)) <= prompt.tokens
    assert prompt.max_tokens == 400


def test_too_small_a_window_says_what_is_large() -> None:
    with pytest.raises(PromptTooLarge, match="instructions"):
        told(window=1000)


def test_lore_has_a_share_and_what_is_over_is_named() -> None:
    lore = tuple(LoreView(f"l{n}", f"T{n}", "Old. " * 60, "key") for n in range(8))
    prompt = told(narration(lore=lore))
    kept = [s.key for s in prompt.sections if s.key.startswith("tail/lore/")]
    assert kept == ["tail/lore/l0", "tail/lore/l1"]
    assert [d.key for d in prompt.dropped] == [f"tail/lore/l{n}" for n in range(2, 8)]
    assert all("share" in d.reason for d in prompt.dropped)


def test_constant_lore_stands_in_the_canon_once() -> None:
    lake = LoreView("lake", "The Lake", CAMPAIGN.lore[0].content, "constant")
    for prompt in (told(narration(lore=(lake,))), ruled(ruling(lore=(lake,)))):
        assert wire_text(prompt).count(CAMPAIGN.lore[0].content) == 1


def test_a_gm_only_constant_entry_reaches_the_narrator_once_it_is_revealed() -> None:
    drowned = LoreView("drowned", "The Drowned", CAMPAIGN.lore[3].content, "revealed")
    assert wire_text(told(narration(lore=(drowned,)))).count(CAMPAIGN.lore[3].content) == 1


def test_who_is_not_in_the_canon_is_described_in_the_tail() -> None:
    stranger = replace(MAREN, id="stranger", name="A Stranger", persona="Speaks in riddles.")
    prompt = told(narration(others=(stranger,)))
    assert "Speaks in riddles." in next(s.text for s in prompt.sections if s.key == "tail/scene")
    assert "Warm and nosy." not in next(s.text for s in told().sections if s.key == "tail/scene")


def test_wants_are_told_of_those_present_only() -> None:
    assert "keep the lamp" in wire_text(told())
    assert "keep the lamp" not in wire_text(told(narration(others=())))


def test_the_examples_that_the_adjudicator_is_shown_are_rulings() -> None:
    text = ruled().sections[0].text
    examples = re.findall(r'^\{"verdicts":\[.*\}$', text, re.MULTILINE)
    assert len(examples) == 3
    for example in examples:
        Ruling.model_validate_json(example)


def test_every_effect_and_field_that_the_adjudicator_may_use_is_explained() -> None:
    prompt = ruled()
    text = prompt.sections[0].text
    assert prompt.schema is not None
    definitions = prompt.schema["$defs"]
    assert len(definitions) > 15
    for name, definition in definitions.items():
        kind = definition["properties"].get("kind", {}).get("const")
        if kind:
            assert kind in text, name
    for field in ("input", "character", "intent", "challenge", "possible", "refusal", "check", "stakes", "effects"):
        assert f"{field}:" in text or f"- {field}" in text, field


def test_the_schema_is_bare_and_complete() -> None:
    prompt = ruled()
    packed = json.dumps(prompt.schema)
    assert prompt.schema_name == "ruling" and prompt.schema is not None
    assert len(packed) < 9_400
    assert set(prompt.schema["properties"]) == set(Ruling.model_fields) - {
        "moves",
        "objection",
        "answer",
    }  # the world's own; only where somebody objects
    assert "description" not in packed.replace('"description": {', "")
    full, bare = Ruling.model_json_schema()["$defs"], prompt.schema["$defs"]
    left_out = {"Advance", "Improve", "TakeRest", "StartEncounter", "Declare", "TendLore", "CombatAction"}
    left_out |= {"Regard", "PassTime", "Later", "ChangeQuest", "DrawTable", "WorldMove"}
    assert set(full) - set(bare) == left_out and not any(f"/{name}" in packed for name in left_out)
    full["Verdict"]["properties"].pop("action")
    full["AddCondition"]["properties"].pop("rounds")
    assert {n: set(d["properties"]) for n, d in bare.items()} == {n: set(full[n]["properties"]) for n in bare}


def test_what_is_put_off_puts_nothing_off_itself_and_has_no_words() -> None:
    """A schema that refers to itself is turned down by many providers."""
    plain = ruling().campaign
    clock = plain.clocks[0].model_copy(update={"on": ("dawn",)})
    schema = ruling_schema(plain.model_copy(update={"clocks": (clock,)}))
    later = schema["$defs"]["Later"]["properties"]
    assert "text" not in later and "/Later" not in json.dumps(later) and "/Move" in json.dumps(later)
    assert "PassTime" in schema["$defs"] and "ChangeQuest" not in schema["$defs"]


def test_the_schema_holds_what_the_rules_of_the_campaign_have() -> None:
    plain = ruling().campaign
    kit = plain.ruleset
    richer = kit.model_copy(update={"rests": (Rest(id="night", name="Night", minutes=480),)})
    schema = ruling_schema(plain.model_copy(update={"ruleset": richer}))
    assert "TakeRest" in schema["$defs"] and "Advance" not in schema["$defs"]
    assert ruling_schema(plain) is ruling_schema(plain)


def test_the_budget_of_a_lane_is_the_same_all_game_long() -> None:
    common = {"templates": TEMPLATES, "counter": QUARTERS, "window": 8192, "reply_tokens": 400}
    first = lane_budget(narration(), **common)
    assert first == lane_budget(narration(turn_number=99, chronicle=("x",) * 50, time="noon", inputs=()), **common)
    assert first.stable + first.chronicle + first.transcript + first.tail == first.limit == 7792
    for role in (Role.NARRATOR, Role.ADJUDICATOR):
        size = beat_tokens(BEAT, role=role, templates=TEMPLATES, counter=QUARTERS)
        shown = told() if role is Role.NARRATOR else ruled()
        assert size == sum(s.tokens for s in shown.sections if s.key == "transcript/2")


def test_the_work_of_a_turn_does_not_grow_with_the_game() -> None:
    class Counted(Characters):
        calls = 0

        def count(self, text: str) -> int:
            self.calls += 1
            return super().count(text)

    def warm(beats: int) -> int:
        counter = Counted()
        past = tuple(Beat(n, n, "action", (("A", "b"),), "", f"n{n}", "g") for n in range(beats))
        gists = tuple(f"gist {n}" for n in range(beats))
        for number in (1, 2):
            counter.calls = 0
            brief = narration(transcript=past, chronicle=gists, turn_number=number)
            assemble_narration(brief, templates=TEMPLATES, counter=counter, window=500_000, reply_tokens=10)
        return counter.calls

    assert warm(50) == warm(2000) <= 6


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=80)


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_any_text_can_be_said(first: str, second: str) -> None:
    inputs = (InputView("Ilse", "ilse", first, "do", "anna"), InputView("Bram", "bram", second, "say", "piet"))
    plain = told(narration(inputs=(replace(inputs[0], text="x"), replace(inputs[1], text="x"))))
    prompt = told(narration(inputs=inputs))
    for one, other in zip(plain.messages(), prompt.messages(), strict=True):
        assert len(one.content.splitlines()) == len(other.content.splitlines())
    assert wire_text(prompt).count("»") == wire_text(plain).count("»")
