"""Who speaks in a narration: nothing is lost, nobody is put words into the mouth, a stream never changes its mind."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gm.domain.campaign import Campaign, Npc, PlayerCharacter
from gm.domain.speakers import DESERVES, Speaker, columns, label, segments, speakers_of

ORLA = Speaker("orla", ("Orla Voss", "the Reeve", "Orla"))
JOSE = Speaker("jose", ("José", "Old José"))
YULIA = Speaker("yulia", ("Юлия",))
MEI = Speaker("mei", ("梅", "老板娘"))
SOM = Speaker("som", ("สมชาย",))
ALL = (ORLA, JOSE, YULIA, MEI, SOM)
LONG = '"That door has been shut since my wife died, so you had better be family."'

pieces = st.one_of(
    st.sampled_from(
        [
            *(name for speaker in ALL for name in speaker.names),
            *("Ilse Brand", "ORLA", "Jose", "Jose\u0301", "**", "*", "_", ":", "：", " ", "\n", "\n\n", "\t", LONG),
            *(
                "No.",
                "She turns away.",
                "“Ты опоздал, и море тебя ждать не станет, ты же знаешь.”",
                "“门一直锁着，自从我妻子死后。你最好是家里人。”",
            ),
            *("ประตูนี้ปิดมาตั้งแต่เมียฉันตาย เธอควรจะเป็นญาติกันนะ", "a", "\r\n", "\u2028"),
        ]
    ),
    st.text(max_size=6),
)
tellings = st.lists(pieces, max_size=14).map("".join)


@given(tellings)
def test_joined_the_segments_are_the_narration(text: str) -> None:
    assert "".join(part.text for part in segments(text, ALL)) == text


@given(tellings, st.data())
def test_what_was_shown_keeps_its_speaker_and_only_grows(text: str, data: st.DataObject) -> None:
    whole = segments(text, ALL)
    cut = data.draw(st.integers(0, len(text)))
    shown = segments(text[:cut], ALL, final=False)
    assert [(part.speaker, part.name) for part in shown] == [(p.speaker, p.name) for p in whole[: len(shown)]]
    assert [part.text for part in shown[:-1]] == [part.text for part in whole[: max(len(shown) - 1, 0)]]
    if shown:
        assert whole[len(shown) - 1].text.startswith(shown[-1].text)
        assert whole[len(shown) - 1].said_at == shown[-1].said_at


@given(tellings)
def test_a_segment_that_speaks_is_one_labelled_paragraph_long_enough(text: str) -> None:
    for part in segments(text, ALL):
        if part.speaker:
            assert part.speaker in {speaker.id for speaker in ALL}
            assert columns(part.words) >= DESERVES and "\n" not in part.words


@pytest.mark.parametrize(
    ("line", "who", "name"),
    [
        (f"Orla Voss: {LONG}", "orla", "Orla Voss"),
        (f"**Orla:** {LONG}", "orla", "Orla"),
        (f"**The reeve**: {LONG}", "orla", "The reeve"),
        (f"JOSE : {LONG}", "jose", "JOSE"),
        ("Юлия: «Ты опоздал, и море тебя ждать не станет, ты же знаешь.»", "yulia", "Юлия"),
        ("老板娘：“门一直锁着，自从我妻子死后。你最好是家里人。”", "mei", "老板娘"),
        ("สมชาย: “ประตูนี้ปิดมาตั้งแต่เมียฉันตาย เธอควรจะเป็นญาติกันนะ”", "som", "สมชาย"),
    ],
)
def test_names_aliases_scripts_and_emphasis(line: str, who: str, name: str) -> None:
    before, said, after = segments(f"The latch gives.\n\n{line}\n\nNobody moves.", ALL)
    assert (before.words, after.words) == ("The latch gives.", "Nobody moves.")
    assert (said.speaker, said.name) == (who, name)
    assert not said.words.startswith(("*", ":", "：", name)) and said.words in line


@pytest.mark.parametrize(
    "line",
    ['Orla: "No."', f"Ilse Brand: {LONG}", f"Marta: {LONG}", f"Orla says: {LONG}", f"So says Orla: {LONG}"],
)
def test_what_stays_with_the_narrator(line: str) -> None:
    assert [part.speaker for part in segments(f"Rain.\n\n{line}\n\nRain.", ALL)] == [""]


def test_emphasis_of_the_words_themselves_stays_whole() -> None:
    (said,) = segments(f"**Orla**: *whispering* {LONG}", ALL)
    assert said.words == f"*whispering* {LONG}"


def test_a_speaker_is_known_with_the_first_words_that_are_shown() -> None:
    text = f"Rain.\n\nOrla: {LONG}"
    first = next(cut for cut in range(len(text)) if len(segments(text[:cut], ALL, final=False)) == 2)
    assert segments(text[:first], ALL, final=False)[1].speaker == "orla" and first < len("Rain.\n\nOrla: ") + 45


def test_labels_are_read_back_in_every_language() -> None:
    for language, speaker in (("en", ORLA), ("ru", YULIA), ("zh-CN", MEI), ("th", SOM), ("ja", MEI)):
        (said,) = segments(label(speaker.names[0], LONG, language), ALL)
        assert (said.speaker, said.words) == (speaker.id, LONG)


def test_players_characters_and_names_that_two_share_are_nobodys() -> None:
    people = (
        Npc(
            id="orla",
            name="Orla",
            aliases=("Ilse", "Reeve"),
            appearance="",
            persona="",
            avatar="https://a.example/o.png",
        ),
        Npc(id="marta", name="Marta", aliases=("reeve",), appearance="", persona=""),
        Npc(id="double", name="ILSE", appearance="", persona=""),
        Npc(id="away", name="Jory", appearance="", persona=""),
    )
    party = (PlayerCharacter(id="ilse", name="Ilse", concept="a surveyor"),)
    campaign = Campaign.model_construct(npcs=people, characters=party)
    found = speakers_of(campaign, ("ilse", "orla", "marta", "double"))
    assert found == (Speaker("orla", ("Orla",), "https://a.example/o.png"), Speaker("marta", ("Marta",)))
