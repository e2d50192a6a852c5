"""What a beat says, in what order, and that it is well formed."""

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from offline_table import (
    ASH,
    BELL,
    BRAN,
    CAMPAIGN,
    FAIL,
    ILSE,
    INN,
    LOOK,
    MANY,
    MARTA,
    PASS,
    SECRETS,
    TALK,
    WAIT,
    brief,
    check,
    hurt,
    play,
    verdict,
)

from gm.domain.brief import ChangeView, InputView
from gm.domain.campaign import Voice
from gm.domain.play import Beat
from gm.models.offline.narrator import narrate
from gm.models.offline.telling import finish_author, side_by_side
from gm.models.offline.variation import sentences, words

BAD = (
    (r"  ", "doubled space"),
    (r"[{}\[\]]", "open slot"),
    (r"\s[,.;:!?]", "space before punctuation"),
    (r"[,;:]{2}|\.\.(?!\.)|[.!?]{1}[,;]", "doubled punctuation"),
    (r"\ba (?=[aeio])", "a before a vowel"),
    (r"\ban (?=[bcdfgjklmnpqrstvwxz])", "an before a consonant"),
    (r"\b(\w+) \1\b", "doubled word"),
    (r"[.!?][\"”]?\s+[a-zäöüа-я]", "small letter after a full stop"),
    (r"\b(?:she|he|it|Marta|Ash) (?:are|have|do|were)\b", "wrong number"),
    (r"\b(?:you|they) (?:is|has|does|was|takes|looks|waits|goes|tries|keeps)\b", "wrong number"),
)


def assert_well_formed(text: str, *, english: bool = True) -> None:
    """Grammar as far as a pattern can see it."""
    assert text and text == text.strip()
    assert not text[0].islower()
    assert text[-1] in '.!?…"”“»。'
    for pattern, what in BAD:
        if not english and what == "a before a vowel":  # a word of its own in Spanish
            continue
        found = re.search(pattern, text)
        assert found is None, f"{what}: …{text[max(0, found.start() - 30) : found.end() + 30]}…"


@pytest.mark.parametrize("others", [(MARTA,), (ASH,), (MARTA, ASH), ()])
def test_two_hundred_beats_are_well_formed(others: tuple[Any, ...]) -> None:
    for text in play(MANY, 200, seen=20, others=others):
        assert_well_formed(text)


@pytest.mark.parametrize("voice", [Voice(person="third"), Voice(tense="past"), Voice(person="third", tense="past")])
def test_other_voices_are_well_formed(voice: Voice) -> None:
    texts = play(MANY, 60, voice=voice)
    for text in texts:
        assert_well_formed(text)
    second = [text for text in texts if re.search(r"\b(you|your)\b", re.sub(r'".*?"', "", text), re.IGNORECASE)]
    assert bool(second) == (voice.person == "second")


@pytest.mark.parametrize("language", ["de", "es", "ru", "zh"])
def test_other_languages_are_well_formed_and_hold_no_english(language: str) -> None:
    mute = CAMPAIGN.model_copy(update={"lore": ()})
    bare = replace(INN, details=(), exits=(), items=())
    for text in play(MANY, 60, language=language, others=(), place=bare, campaign=mute):
        assert_well_formed(text, english=False)
        assert not re.search(r"\b(the|and|you|with|of)\b", text.replace(INN.name, "").replace(INN.description, ""))


def test_an_unknown_language_says_only_what_the_campaign_says() -> None:
    given_words = set(words(" ".join((INN.name, INN.description, *INN.details, *INN.items, ILSE.name))))
    for person in (MARTA, ASH):
        given_words |= set(words(" ".join((person.name, *person.habits, *person.lines, person.appearance))))
    given_words |= {word for way in INN.exits for word in words(f"{way.to_name} {way.label} {way.locked}")}
    given_words |= set(words("Notice Success Failure The bell The bell went down with the tower."))
    for text in play(MANY, 40, language="fr"):
        assert text
        assert set(words(text)) <= given_words


@settings(max_examples=80, deadline=None)
@given(
    turn=st.integers(1, 5000),
    attempt=st.integers(1, 4),
    other=st.integers(0, 4),
    seed=st.text("0123456789abcdef", min_size=1, max_size=8),
    said=st.sampled_from(MANY),
    length=st.integers(20, 160),
    details=st.integers(0, 8),
    people=st.sampled_from([(), (MARTA,), (ASH, MARTA)]),
    words_of_reword=st.sampled_from(["", "shorter", "as a letter"]),
)
def test_any_brief_is_told_the_same_way_twice_and_well_formed(
    turn: int,
    attempt: int,
    other: int,
    seed: str,
    said: Any,
    length: int,
    details: int,
    people: Any,
    words_of_reword: str,
) -> None:
    given_brief = brief(
        turn,
        said,
        attempt=attempt,
        alternative=other,
        seed=seed,
        words=length,
        place=replace(INN, details=INN.details[:details]),
        others=people,
        reword=words_of_reword,
    )
    text = narrate(given_brief)
    assert text == narrate(given_brief)
    assert_well_formed(text)
    assert 8 <= len(text.split()) <= 150


def test_nothing_of_the_game_masters_is_told() -> None:
    text = " ".join(play((*MANY, verdict("talk", "ask about the wolf", target="Marta Oke")), 200, seen=15))
    for secret in (*SECRETS, "Murderous", "boots to stay"):
        assert secret not in text


def test_the_answer_comes_first_then_what_changed_then_the_portent() -> None:
    told = brief(
        4,
        replace(FAIL, outcome="The bar drops on your hand."),
        changes=(hurt("Ilse Varn"),),
        party=(replace(ILSE, health="wounded"),),
        learned=("The bar was cut on the inside.",),
        notes=("The water has reached the third step.",),
    )
    text = narrate(told)
    assert text.startswith("The bar drops on your hand.")
    assert text.endswith("The water has reached the third step.")
    assert text.index("cut on the inside") < text.index("third step")
    hurt_words = text[len("The bar drops on your hand.") : text.index("The bar was cut")]
    assert len(hurt_words.split()) > 2


def test_a_first_look_gives_the_place_its_people_and_its_ways() -> None:
    text = narrate(brief(1, LOOK))
    assert text.startswith(INN.description)
    assert "Marta" in text and "Ash" in text
    assert all(way.label in text for way in INN.exits)


def test_hours_on_a_road_are_no_short_walk() -> None:
    go = verdict("move", "go to the inn", target="The Ferry Inn")
    for turn in range(1, 40):
        far = ChangeView("moved", "Ilse Varn", "Ilse Varn → The Ferry Inn (9 h on the way)", "The Ferry Inn", 9)
        text = narrate(brief(turn, go, changes=(far,), place=INN))
        assert_well_formed(text)
        assert not re.search(r"minutes|short w|straight|without delay|direct way|soon", text.split("\n")[0]), text


def test_verbs_after_a_thing_are_those_of_whoever_has_it() -> None:
    for turn in range(1, 120):
        got = ChangeView("gained", "Ilse Varn", "Ilse Varn +salt box", "salt box")
        ill = ChangeView("condition_off", "Ilse Varn", "Ilse Varn: no longer poisoned", "poisoned")
        text = narrate(brief(turn, WAIT, changes=(got, ill)))
        assert not re.search(r"\b[Yy]ou\b[^.;]* and (feels|goes)\b", text), text


def test_who_arrives_together_is_named_together() -> None:
    other = replace(ILSE, id="bo", name="Bo Tam")
    moved = ChangeView("moved", "Ilse Varn, Bo Tam", "Ilse Varn, Bo Tam → The Ferry Inn", "The Ferry Inn")
    go = verdict("move", "go to the inn", target="The Ferry Inn")
    text = narrate(brief(9, go, changes=(moved,), place=replace(INN, first_visit=True), party=(ILSE, other)))
    assert "Ilse and Bo" in text.split(".")[0]


def test_arriving_tells_the_new_place() -> None:
    moved = ChangeView("moved", "Ilse Varn", "Ilse Varn → The Ferry Inn", "The Ferry Inn")
    go = verdict("move", "go to the inn", target="The Ferry Inn")
    text = narrate(brief(9, go, changes=(moved,), place=replace(INN, first_visit=True)))
    assert "the Ferry Inn" in text.split(".")[0]
    assert INN.description in text
    assert "Marta" in text and "Ash" in text


def test_who_is_spoken_to_answers_with_a_line_of_their_own_while_there_is_one() -> None:
    texts = play((TALK,), 8)
    for text in texts[:3]:
        assert re.search(r'"[^"]+"', text)
        assert "Marta" in text
    bare = [line.rstrip(".") for line in MARTA.lines]
    assert all(sum(line in text for text in texts) == 1 for line in bare)


def test_nobody_who_is_down_speaks_or_fidgets() -> None:
    down = replace(MARTA, health="down")
    for text in play((TALK, WAIT, LOOK), 12, others=(down,)):
        assert not any(line.rstrip(".") in text for line in MARTA.lines)
        assert not any(habit in text for habit in MARTA.habits)


def test_common_knowledge_that_was_asked_for_is_the_answer() -> None:
    asked = verdict("talk", "ask about the bell", target="Marta Oke")
    assert BELL.content in narrate(brief(3, asked, lore=(BELL,)))
    assert BELL.content not in narrate(brief(3, TALK, lore=(BELL,))).split("\n\n")[0]


@pytest.mark.parametrize(
    ("margin", "said", "family"),
    [(0, "only just", "close"), (9, "ease", "wide")],
)
def test_how_narrowly_it_went_is_told(margin: int, said: str, family: str) -> None:
    """Both margins succeed; the words differ because their phrases come from different banks."""
    near = {narrate(brief(t, replace(PASS, check=check(True, 0)), others=())).split(".")[0] for t in range(1, 18)}
    far = {narrate(brief(t, replace(PASS, check=check(True, 9)), others=())).split(".")[0] for t in range(1, 18)}
    assert not near & far
    assert any(said in text for text in (near if family == "close" else far))


def test_several_players_are_named() -> None:
    bran = replace(WAIT, character="Bran")
    text = narrate(brief(5, (FAIL, bran), party=(ILSE, BRAN)))
    assert "Ilse" in text and "Bran" in text
    assert not re.search(r"\byou\b", re.sub(r'".*?"', "", text), re.IGNORECASE)


def test_own_words_of_a_player_fit_the_person_who_is_told() -> None:
    said = replace(
        FAIL,
        input_text="I try to force the door with my shoulder.",
        intent="force the door with her shoulder",
    )
    assert "with your shoulder" in narrate(brief(2, said))
    assert "with her shoulder" in narrate(brief(2, said, voice=Voice(person="third")))


def test_changes_are_told_of_whom_they_concern() -> None:
    changes = (
        ChangeView("gained", "Ilse Varn", "Ilse Varn +brass key", "brass key", 1),
        ChangeView("attitude", "Marta Oke", "Marta Oke: wary → neutral", "neutral"),
        ChangeView("exit_open", "the back yard", "the back yard → The Yard", "The Yard"),
        ChangeView("condition_on", "Ilse Varn", "Ilse Varn +Soaked", "Soaked"),
    )
    text = narrate(brief(6, verdict("take", "take the key"), changes=changes))
    assert "brass key" in text and "The Yard" in text and "soaked" in text
    assert re.search(r"Marta \w+", text)
    assert "+" not in text and "→" not in text


def test_who_is_thought_better_of_is_who_acted() -> None:
    """ "Marta warms to him", and not to her who leads the party and did nothing."""
    warmer = (ChangeView("attitude", "Marta Oke", "Marta Oke: wary → neutral", "neutral"),)
    found: set[str] = set()
    for turn in range(1, 60):
        said = replace(verdict("talk", "praise the soup"), character="Bran")
        told = narrate(brief(turn, said, party=(ILSE, BRAN), changes=warmer, voice=Voice(person="third")))
        found |= set(re.findall(r"(?:to|at|of) (him|her)\b", told))
    assert "him" in found and "her" not in found


def test_what_the_voice_avoids_is_not_said() -> None:
    texts = play((FAIL,), 30)
    common = max(("but ", "and ", "nothing "), key=lambda part: sum(part in text for text in texts))
    avoiding = play(
        (FAIL,), 30, voice=Voice(avoid=(common,)), place=replace(INN, details=(), description=""), others=()
    )
    assert not any(common in text for text in avoiding)


def test_opening_and_ending_are_the_authors() -> None:
    assert narrate(brief(1, (), kind="opening", opening_text=CAMPAIGN.opening.text)) == CAMPAIGN.opening.text
    text = narrate(brief(40, replace(FAIL, outcome="The rope parts."), kind="ending", ending_text="So it ends."))
    assert text.startswith("The rope parts.")
    assert text.endswith("So it ends.")


def test_an_opening_without_words_describes_the_place() -> None:
    text = narrate(brief(1, (), kind="opening"))
    assert_well_formed(text)
    assert INN.description in text
    assert "Marta" in text


def test_a_recap_holds_the_last_gists_and_where_we_are() -> None:
    beats = (Beat(9, 9, "action", (), "", "Long ago.", "Ilse: knock — nobody"),)
    text = narrate(brief(10, (), kind="recap", chronicle=("Ilse: arrive", "Ilse: ask"), transcript=beats))
    assert text.index("arrive") < text.index("ask") < text.index("knock")
    assert "The Ferry Inn" in text


def test_campaigns_quotation_marks_are_used() -> None:
    curly = CAMPAIGN.model_copy(update={"opening": CAMPAIGN.opening.model_copy(update={"text": "“Late,” she says."})})
    assert "“" in narrate(brief(2, TALK, campaign=curly))
    assert "“" not in narrate(brief(2, TALK))


@pytest.mark.parametrize(
    ("words", "answers"),
    [
        ("ask Marta about the weather", True),
        ("ask about the weather", True),
        ("tell everyone a joke", True),
        ("ask Odo about the weather", False),
        ("shout for Old Nab", False),
        ("talk to the guard", False),
        ("talk to the broad woman", True),
    ],
)
def test_nobody_answers_for_somebody_who_is_not_here(words: str, answers: bool) -> None:
    told = narrate(brief(said=verdict("talk", words), others=(MARTA,), place=replace(INN, details=(), items=())))
    first = sentences(told)[0]
    assert ("Marta" in first) is answers, told


def test_a_walk_to_a_place_of_which_nothing_is_known_is_not_told_as_done() -> None:
    for line in ("go to the village", "walk to the quay", "head for Carrow"):
        told = narrate(brief(said=verdict("act", line)))
        assert "go to the village" not in told and " done" not in sentences(told)[0], told
    assert "water" in INN.description


def test_talk_out_of_character_is_answered_across_the_table() -> None:
    said = InputView("Ilse Varn", "ilse", "can we keep it mild?", "ooc")
    told = narrate(brief(said=(), inputs=(said,)))
    assert told.startswith("(Out of character") and "Marta" not in told
    asked = replace(said, text="who is Marta again?")
    assert narrate(brief(said=(), inputs=(asked,))) == f"(Marta Oke: {MARTA.appearance})"
    for language in ("de", "es", "ru", "zh-CN", "th"):
        own = narrate(brief(said=(), inputs=(said,), language=language))
        assert own[0] in "(（" and "Out of character" not in own


@pytest.mark.parametrize(
    ("said", "text"),
    [
        (("El patio", "Llueve."), "El patio. Llueve."),
        (("玛丽 · 院子", "下着雨。"), "玛丽 · 院子。下着雨。"),
        (("部屋", "雨。"), "部屋。雨。"),
        (("ฝนตก", "มืด"), "ฝนตก มืด"),
        (("她说：「走！」", "Weir"), "她说：「走！」Weir."),
    ],
)
def test_sentences_end_and_follow_each_other_as_their_script_does(said: tuple[str, ...], text: str) -> None:
    assert side_by_side([finish_author(each) for each in said]) == text
