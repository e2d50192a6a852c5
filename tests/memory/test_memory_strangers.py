"""Names that nobody has told us of, in prose of languages that write other nouns small, and of German."""

import pytest
from prose_stories import beat

from gm.memory.prose import prose_text
from gm.memory.strangers import strangers
from gm.models.tokens import EstimatingCounter

SIZE = EstimatingCounter().count
GERMAN = (
    "Am Morgen stand Ottilie vor dem Leuchtturm und zählte die Stufen.",
    "Der Wärter kam mit einer Laterne, und Ottilie fragte ihn nach der Brücke.",
    "Im Hafen lag das schwarze Boot, von dem Kapitän Brandt nie sprach.",
    "„Wem gehört das Boot?“, fragte Ottilie, und der Wärter sah zum Leuchtturm.",
    "Unter der Brücke wartete Brandt mit einer Laterne und einem Brief.",
    "Sie las den Brief im Leuchtturm, und die Hoffnung verließ sie.",
    "Aus Hoffnung wurde Angst, sagte Brandt, und nahm das schwarze Boot.",
)
ENGLISH = (
    "In the morning Ottilie stood before the lighthouse.",
    "The keeper came, and Ottilie asked him for the bridge.",
    "By the bridge waited Brandt, and the keeper.",
    "Nobody had seen Brandt before.",
)


def of(texts: tuple[str, ...], language: str) -> frozenset[str]:
    return strangers(enumerate(texts), language)


def test_nouns_of_german_prose_are_no_names_and_names_are() -> None:
    assert of(GERMAN, "de") == {"Ottilie", "Brandt"}
    assert of(GERMAN, "de-AT") == of(GERMAN, "de")
    assert {"Leuchtturm", "Brücke", "Boot"} <= of(GERMAN, "en"), "which the capital letter alone would not tell"


def test_where_nouns_are_small_the_letter_tells() -> None:
    assert of(ENGLISH, "en") == {"Ottilie", "Brandt"}
    assert of(ENGLISH[:1], "en") == frozenset(), "once is not enough"


@pytest.mark.parametrize("said", ["der alte Brandt", "die Ottilie"])
def test_a_name_may_have_an_article_now_and_then(said: str) -> None:
    assert {"Ottilie", "Brandt"} == of((*GERMAN, f"Da kam {said} zurück."), "de")


def test_a_german_chronicle_goes_by_who_is_in_it_and_not_by_its_nouns() -> None:
    """Both stand in two beats and in as many sentences: who is a stranger decides."""
    nouns = "Auf dem Deich stand die Mühle. Der Deich und die Mühle lagen still da wie an jedem anderen Abend."
    names = "Auf dem Weg stand Ottilie. Dort gab Ottilie dem Fährmann heimlich einen Brief für seine Schwester."
    quiet = [beat(at, "[weiter]", "Es regnete weiter, und niemand sprach ein Wort.") for at in range(5, 9)]
    told = enumerate((names, nouns, names, nouns), 1)
    beats = [beat(at, "[weiter]", each) for at, each in told]
    text = prose_text([*beats, *quiet], (), "de", SIZE, 48)
    assert "Ottilie" in text and "Mühle" not in text, text
