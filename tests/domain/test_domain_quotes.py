"""A person's words are found in what others wrote, in any script; the rest of a telling stays."""

from hypothesis import given
from hypothesis import strategies as st

from gm.domain.quotes import CUT, Line, Quotes, sentences

KNOWN = "The inn. A brass lamp hangs in the window of the old inn."


def quotes(*said: str, told: tuple[str, ...] = (), others: tuple[str, ...] = (), names: tuple[str, ...] = ()) -> Quotes:
    lines = [Line(text, "person") for text in said]
    lines += [Line(text, "other") for text in others] + [Line(text, "teller") for text in told]
    return Quotes(lines, known=KNOWN, names=names)


def test_the_sentence_that_repeats_a_run_of_words_goes() -> None:
    theirs = quotes("I put my hand into the cold stove.")
    text = "Rain falls. You put your hand into the cold stove, and wait. Nobody speaks."
    assert theirs.cut(text) == (f"Rain falls. {CUT} Nobody speaks.", 1)


def test_a_name_or_a_number_of_theirs_goes_however_often_it_is_told() -> None:
    told = tuple(f"Part {at}: Grubnik laughs." for at in range(9))
    theirs = quotes("I call the dog Grubnik, my number is 5550199", told=told)
    assert theirs.cut("A dog barks. GRUBNIK! It sits.") == (f"A dog barks. {CUT} It sits.", 1)
    assert theirs.hits("Call 5550199 today.")


def test_a_plain_word_becomes_the_storys_own_once_many_tellings_use_it() -> None:
    told = tuple(f"Slowly the tide turns, {at}." for at in range(4))
    assert not quotes("i go slowly", told=told).hits("Slowly it turns.")
    assert quotes("i go slowly", told=told[:2]).hits("Slowly it turns.")


def test_what_the_campaign_or_another_player_says_is_nobodys_quotation() -> None:
    theirs = quotes("a brass lamp hangs in Barmouth", others=("we go to Barmouth together then",))
    assert not theirs.hits("A brass lamp hangs in the window.")
    assert not theirs.hits("Barmouth is far.")


def test_scripts_without_spaces_are_compared_by_characters() -> None:
    theirs = quotes("我把手伸进冰冷的炉子里面")
    assert theirs.cut("雨下着。他把手伸进冰冷的炉子里面。没有人说话。") == (f"雨下着。{CUT} 没有人说话。", 1)
    assert not theirs.hits("炉子是冷的。")


def test_what_a_server_calls_them_goes() -> None:
    theirs = quotes(names=("Ada L.", "Inn"))
    assert theirs.cut("I nod at ada l. now. It rains.") == (f"{CUT} now. It rains.", 1)
    assert not theirs.hits("The inn is shut.")  # a word of the campaign is no name of theirs


def test_prose_in_json_is_cut_and_ids_stay() -> None:
    tree = {"id": "grubnik", "texts": ["You feed Grubnik. It sleeps.", "It rains."], "n": 3}
    found, count = quotes("I feed the dog Grubnik").cut_tree(tree)
    assert found == {"id": "grubnik", "texts": [f"{CUT} It sleeps.", "It rains."], "n": 3} and count == 1


@given(st.text(max_size=200))
def test_sentences_join_to_the_text(text: str) -> None:
    assert "".join(sentences(text)) == text


@given(st.lists(st.text(alphabet="abc .!?\nA1我们", max_size=40), max_size=4), st.text("abc .!?\nA1我们", max_size=80))
def test_what_was_cut_repeats_nothing_any_more(said: list[str], told: str) -> None:
    theirs = quotes(*said)
    left, count = theirs.cut(told)
    assert not theirs.hits(left) and (count > 0) == theirs.hits(told)
    assert count or left == told
