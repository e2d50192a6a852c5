"""How much of its rarity a word keeps: those of every day little in a young game, all others everything."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.memory import RecallQuery
from gm.memory.choosing import Candidate, choose
from gm.memory.everyday import EVERYDAY, GRAMMAR, lone_pairs, remains, share_of, telling_part
from gm.memory.okapi import highest, rarity
from gm.memory.terms import terms

EVERYDAY_WORDS = {
    "en": "the table was walked quietly towards doors",
    "de": "der Tisch wurde leise zur Tür gegangen, er sagt",
    "es": "pongo la lámpara sobre la mesa, abrió las puertas despacio y vuelvo sonriendo",
    "fr": "je pose la lampe sur la table, ils ouvrent lentement les portes et reviennent",
    "pt": "ponho a lâmpada na mesa, abriu as portas devagar e volto sorrindo",
    "ru": "на столе лампу у двери тихо открываю",
    "zh": "我慢慢走到门口听着外面的声音",
    "ja": "静かに扉の前で耳を澄ます",
}
RARE_WORDS = {
    "en": "pelican whistle",
    "de": "Pelikan Hafengilde",
    "es": "pelícano silbato",
    "fr": "pélican sifflet",
    "pt": "pelicano apito",
    "ru": "пеликан свисток",
    "zh": "银哨",
    "ja": "銀笛",
}
NAMES = {
    "es": "María Lucía Marta Clara Rosa Marcos Lucas Pedro Diego Marina Castillo Gabriela Ramón",
    "fr": "Marie Pierre Claire Blanche Rémi Camille Luc Marc Margot Olivier Sylvie Rose Hugo",
    "pt": "Maria Clara Branca Pedro Marco Mateus Rosa Inês Rocha Castelo Tiago Vitória Paz",
}


@pytest.mark.parametrize("language", EVERYDAY_WORDS)
def test_everyday_words_are_known_as_they_are_inflected(language: str) -> None:
    unknown = [term for term in terms(EVERYDAY_WORDS[language], language) if not share_of(term, language)]
    assert unknown == []
    assert not any(share_of(term, language) for term in terms(RARE_WORDS[language], language) if len(term) > 1)


@pytest.mark.parametrize("language", NAMES)
def test_common_names_are_no_words_of_every_day_however_they_are_cut(language: str) -> None:
    common = {name: terms(name, language) for name in NAMES[language].split()}
    assert [name for name, cut in common.items() if any(share_of(term, language) for term in cut)] == []


def test_words_of_one_language_are_none_of_another_with_the_same_letters() -> None:
    assert share_of("war", "de") and not share_of("war", "en")
    assert share_of("mes", "es") and not share_of("mes", "de") and share_of("dor", "pt") and not share_of("dor", "es")
    assert share_of("двер", "en") == share_of("двер", "ru") == EVERYDAY
    assert share_of("the", "en-GB") == GRAMMAR and not share_of("the", "pt")


@given(size=st.integers(3, 5000), common=st.integers(1, 200))
def test_a_word_keeps_all_or_less_and_a_grown_game_speaks_for_itself(size: int, common: int) -> None:
    common = min(common, size)
    assert remains(size, common, 0.0) == 1.0
    kept = remains(size, common, EVERYDAY)
    assert 0 < remains(size, common, GRAMMAR) <= kept <= 1
    if size >= 2000:
        assert kept * rarity(size, common) > 0.9 * min(rarity(size, common), rarity(size, size // 20))


def test_once_in_ten_turns_an_everyday_word_is_not_rare_and_a_name_is() -> None:
    for size in (6, 10, 20, 40, 100):
        once = rarity(size, 1) * remains(size, 1, EVERYDAY)
        assert once < 0.65 * highest(size) < rarity(size, 1)


def test_where_words_are_not_divided_what_is_left_between_everyday_ones_tells() -> None:
    assert telling_part("ฉันเป่านกหวีดแล้วรอหนึ่งชั่วโมง", "th").split()[-1] != "ชั่วโมง"
    assert "นกหวีด" in telling_part("ฉันเป่านกหวีดแล้วรอหนึ่งชั่วโมง", "th")
    assert "银哨" in lone_pairs("我吹响我们找到的银哨", "zh")
    assert "銀笛" in lone_pairs("見つけた銀笛を吹く", "ja")
    assert lone_pairs("我慢慢走到门口", "zh") == lone_pairs("a whistle", "en") == frozenset()


def test_who_is_named_calls_up_what_holds_much_of_the_rest_however_long_the_question() -> None:
    size = 21
    least = 0.9 * highest(size)
    hit = Candidate(1, 9.0, 8, 0, 2 * least + 0.01, ("names",), rarest=0.6 * highest(size), named=True)
    query = RecallQuery("…", fitting=True)
    assert choose([hit], query, {}, size, whole=14 * math.log(3)) == (hit,)
    assert choose([hit], query, {}, size, whole=1000.0) == ()
