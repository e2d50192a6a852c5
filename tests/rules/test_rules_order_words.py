"""Commands as a table reads them: each verb in each language, names where they belong, English as it stands."""

import pytest

from gm.rules.commands import VERBS
from gm.rules.order_words import bare_hands, order_said

SAID = [
    ("attack Wolf with Axt", "Angriff: Wolf (Axt)"),
    ("attack Wolf with unarmed", "Angriff: Wolf (bloße Hände)"),
    ("attack Wolf", "Angriff: Wolf"),
    ("attack with Axt", "Angriff (Axt)"),
    ("attack", "Angriff"),
    ("cast Feuerball on Wolf 1", "Zauber: Feuerball → Wolf 1"),
    ("use roter Trank", "Benutzen: roter Trank"),
    ("give Stab with eyes to Udo", "Geben: Stab with eyes → Udo"),
    ("rest Lange Rast", "Rasten: Lange Rast"),
    ("move hinten", "Gehen: hinten"),
    ("Ich warte", "Ich warte"),
]


@pytest.mark.parametrize(("text", "said"), SAID)
def test_a_command_in_german(text: str, said: str) -> None:
    assert order_said(text, "de-AT") == said


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_said_in_every_language_and_in_english_as_it_stands(verb: str) -> None:
    for language in ("de", "es", "ru", "zh-CN", "th"):
        said = order_said(f"{verb} X", language)
        assert said != f"{verb} X" and said.endswith(": X")
    assert order_said(f"{verb} X", "en") == order_said(f"{verb} X", "fr") == f"{verb} X"


def test_bare_hands() -> None:
    assert (bare_hands("en"), bare_hands("de"), bare_hands("xx")) == ("unarmed", "bloße Hände", "unarmed")
