"""Every language says everything, with the same blanks, within Discord's limits."""

import ast
import re
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

from gm.bot.catalogue import LANGUAGE_NAMES, LOCALES, Speech, locale_of, shipped_catalogue

BOT = Path(__file__).parents[2] / "gm" / "bot"
ENGINE = tuple(BOT.parent / room for room in ("memory", "play", "rules", "store"))
CATALOGUE = shipped_catalogue()
ENGLISH = CATALOGUE.texts["en"]
NAME = re.compile(r"^[-_'\w\u0E00-\u0E7F]{1,32}$")


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def keys_in_code() -> set[str]:
    """Dotted words in the program that begin like a key. f-strings are left out."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in BOT.glob("*.py")]
    words = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    dotted = {word for word in words if isinstance(word, str) and re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", word)}
    return {word for word in dotted if word.split(".")[0] in HEADS}


HEADS = {key.split(".")[0] for key in ENGLISH}


@pytest.mark.parametrize("locale", LOCALES)
def test_every_key_with_the_same_blanks(locale: str) -> None:
    texts = CATALOGUE.texts[locale]
    assert set(texts) == set(ENGLISH)
    assert {key for key in ENGLISH if blanks(texts[key]) != blanks(ENGLISH[key])} == set()
    assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("locale", LOCALES)
def test_within_discords_limits(locale: str) -> None:
    for key, text in CATALOGUE.texts[locale].items():
        head, last = key.split(".")[0], key.split(".")[-1]
        if head in ("command", "option") and last == "name":
            assert NAME.match(text) and text == text.lower(), (key, text)
        elif head in ("command", "option"):
            assert len(text) <= 100, (key, text)
        elif head == "button" and last not in ("expired", "not_last"):
            assert len(text) <= 60, (key, text)
        elif head == "form":
            assert len(text) <= (100 if last.endswith("hint") else 45), (key, text)


@pytest.mark.parametrize("locale", LOCALES)
def test_names_of_one_level_differ(locale: str) -> None:
    texts = CATALOGUE.texts[locale]
    levels: dict[str, list[str]] = {}
    for key, text in texts.items():
        if key.startswith("command.") and key.endswith(".name"):
            levels.setdefault(key.rsplit(".", 2)[0], []).append(text)
    assert all(len(names) == len(set(names)) for names in levels.values())


def test_the_program_says_only_what_there_is() -> None:
    used = keys_in_code()
    assert len(used) > 100
    assert {key for key in used if key not in ENGLISH} == set()


def test_another_spanish_is_spanish_and_the_unknown_is_english() -> None:
    assert [locale_of(name) for name in ("es-419", "es-ES", "zh-CN", "th", "fr", "en-GB")] == [
        "es",
        "es",
        "zh-CN",
        "th",
        "en",
        "en",
    ]
    assert set(LANGUAGE_NAMES) == set(LOCALES)


def test_speech_fills_in_and_what_people_wrote_is_not_filled() -> None:
    speech = Speech(CATALOGUE, "de")
    assert speech("join.done", name="{names}") == "Du spielst {names}."


def test_commands_are_called_what_they_are_called() -> None:
    assert "Mit /spiel weiter geht es weiter." in Speech(CATALOGUE, "de")("pause.done", who="/play start")
    assert Speech(CATALOGUE, "de")("pause.done", who="/play start").startswith("⏸️ /play start")
    assert "/play resume" in Speech(CATALOGUE, "en")("pause.done", who="Ada")


@pytest.mark.parametrize("locale", LOCALES)
def test_texts_name_only_commands_that_exist(locale: str) -> None:
    known = {key.split(".")[1] for key in ENGLISH if key.startswith("command.")}
    for key, text in CATALOGUE.texts[locale].items():
        assert set(re.findall(r"(?<![\w}])/([a-z]+)", text)) <= known, key


class Once(yaml.SafeLoader):
    """Reads YAML in which no key stands twice at one place: the second would silently hide the first."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        names = [self.construct_object(key, deep=True) for key, _ in node.value]
        assert len(names) == len(set(names)), sorted({str(name) for name in names if names.count(name) > 1})
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("locale", LOCALES)
def test_no_key_stands_twice(locale: str) -> None:
    text = (BOT / "locales" / f"{locale}.yaml").read_text(encoding="utf-8")
    assert yaml.load(text, Loader=Once)


def patterns_in_code() -> list[re.Pattern[str]]:
    """What the program's f-strings that begin like a key can be."""
    joined = [node.values for node in nodes_in_code() if isinstance(node, ast.JoinedStr)]
    made = ["".join(re.escape(str(p.value)) if isinstance(p, ast.Constant) else r"[\w.-]+" for p in v) for v in joined]
    return [re.compile(each) for each in made if re.match(r"[a-z_]+\\\.", each)]


@lru_cache(maxsize=1)
def nodes_in_code() -> tuple[ast.AST, ...]:
    """The faces' code, and the engine's: its errors name their texts by key."""
    files = [file for folder in (BOT, *ENGINE) for file in folder.glob("*.py")]
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in files]
    return tuple(node for tree in trees for node in ast.walk(tree))


def test_every_text_is_said_somewhere() -> None:
    """A text that nobody says any more is work for six translators."""
    used = {node.value for node in nodes_in_code() if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    patterns = patterns_in_code()
    assert {key for key in ENGLISH if key not in used and not any(each.fullmatch(key) for each in patterns)} == set()


def test_what_the_engine_refuses_is_refused_in_the_readers_language() -> None:
    keys = {
        node.value.value
        for node in nodes_in_code()
        if isinstance(node, ast.keyword) and node.arg == "key" and isinstance(node.value, ast.Constant)
    }
    assert {"tellings.none", "reach.none"} <= keys
    assert {key for key in keys if not {key, f"said.{key}"} & set(ENGLISH)} == set()
