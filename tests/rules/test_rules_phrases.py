"""What the rules say themselves: the same sentences in every language, whole and in good order."""

import ast
import re
from pathlib import Path
from typing import get_args

import pytest
from rules_stage import dice_for, mill, state_of

from gm.domain.effects import GiveItem, LoseItem, Move
from gm.rules.combat.telling import TABLE as LINES
from gm.rules.effects import apply_effects
from gm.rules.phrases import TABLE, Phrase, definite, listed_ways, phrase

KEYS = get_args(Phrase)
LABELS = {"roll", "back_off", "chooses", "after_roll", "keep", "react", "let_be", "strike_after", "steps_in"}
RULES = Path(__file__).parents[2] / "gm" / "rules"


@pytest.mark.parametrize("language", sorted(TABLE))
def test_each_language_says_everything_and_asks_for_no_more_than_english(language: str) -> None:
    assert set(TABLE[language]) == set(KEYS)
    for key in KEYS:
        said = phrase(key, language, name="rope", who="Ilse", reason="So it is.", ways="here")
        assert said and "{" not in said and said == said.strip()
        if key not in LABELS and language != "th":
            assert said.endswith((".", "。")), said
        for shown in ("who", "reason", "ways"):
            assert (f"{{{shown}}}" in TABLE["en"][key]) <= (f"{{{shown}}}" in TABLE[language][key]) or key == "not_held"


@pytest.mark.parametrize("language", ["de", "es", "ru", "zh", "th"])
def test_no_language_borrows_english_words(language: str) -> None:
    for text in TABLE[language].values():
        bare = re.sub(r"\{\w+\}", "", text)
        if language in ("de", "es"):
            assert not re.search(r"\b(the|is|there|here|cannot|from)\b", bare), text
        else:
            assert not re.search("[A-Za-z]", bare), text


def test_other_languages_fall_back_to_english() -> None:
    assert phrase("danger", "de-AT") == TABLE["de"]["danger"]
    assert phrase("danger", "xx") == phrase("danger", "") == TABLE["en"]["danger"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("rope", "the rope"), ("The Loft", "the Loft"), ("High Street", "High Street"), ("the key", "the key"), ("", "")],
)
def test_english_names_get_their_article(name: str, said: str) -> None:
    assert definite(name) == said


def test_ways_are_listed_as_people_list_them() -> None:
    names = ("The Loft", "River Road", "cellar")
    assert [listed_ways(names[:n], "en") for n in (0, 1, 2)] == ["", "the Loft", "the Loft or River Road"]
    assert listed_ways(names, "en") == "the Loft, River Road or the cellar"
    assert listed_ways(names, "zh") == "The Loft、River Road、cellar"


def test_refused_effects_speak_the_campaigns_language() -> None:
    effects = (
        LoseItem(character="bram", item="rope"),
        Move(character="party", place="cellar"),
        GiveItem(character="ilse", item="millstone", source="hall"),
    )
    said = {}
    for language in TABLE:
        state = state_of(mill(language))
        done = apply_effects(effects, state, state.world, dice_for(), purpose="e", actor="ilse")
        assert done.changes == ()
        said[language] = done.refused
    assert said["en"] == (
        "Bram has no rope.",
        "No open way leads to the Cellar.",
        "The millstone cannot be carried away.",
    )
    assert said["de"][0] == "Bram hat das nicht: rope." and said["zh"][2] == "millstone带不走。"


def test_no_sentence_for_players_stands_anywhere_else() -> None:
    """Errors raised for effects, texts and notes of a turn are taken from the table."""
    for path in sorted(RULES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            told = name == "EffectError" and path.name not in ("checks.py",)
            told = told or (name == "append" and ast.unparse(node.func).endswith((".texts.append", ".notes.append")))
            if told:
                assert not any(isinstance(arg, ast.JoinedStr) for arg in node.args), f"{path.name}:{node.lineno}"
                assert not any(isinstance(arg, ast.Constant) and arg.value for arg in node.args), (
                    f"{path.name}:{node.lineno}"
                )


def test_a_fight_is_told_in_full_in_every_language() -> None:
    for language, lines in LINES.items():
        assert set(lines) == set(LINES["en"]), language
