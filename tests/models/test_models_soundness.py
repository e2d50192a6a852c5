"""What is no answer: refusals, loops, garbled text, marks of a template; and what of a story looks like one."""

import asyncio
from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from model_fakes import prompt, purpose
from test_models_door import LONG, ONE, Table

from gm.domain.calls import Chunk, Role
from gm.domain.errors import ContextOverflow
from gm.domain.prompt import Prompt
from gm.models.attempt import Manner
from gm.models.garble import garble_of
from gm.models.loops import TAIL, LoopSieve
from gm.models.refusals import is_refusal, may_refuse

STORY = (
    "Rain drums on the slates. The miller lifts his lantern and looks past you to the yard, where something heavy has "
    "been dragged through the mud. He does not speak of it. Behind him the stones turn on, slower now, as if they had "
    "heard their name. "
)
REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I can't help with that request.",
    "I’m sorry, but I cannot continue this story. Let me know if there's something else I can do.",
    "I cannot assist with creating that kind of content.",
    "Unfortunately, I won't be able to fulfill this request as it goes against my guidelines, and I cannot comply.",
    "As an AI language model, I cannot write violent scenes.",
    "**I'm unable to generate that content.**",
    "Lo siento, pero no puedo ayudarte con eso.",
    "No puedo cumplir con esta solicitud.",
    "Je suis désolé, mais je ne peux pas répondre à cette demande.",
    "Es tut mir leid, aber bei dieser Anfrage kann ich nicht helfen.",
    "Ich kann dabei leider nicht helfen.",
    "Mi dispiace, ma non posso soddisfare questa richiesta.",
    "Desculpe, mas não posso ajudar com isso.",
    "Извините, я не могу выполнить этот запрос.",
    "К сожалению, я не могу помочь вам с этим.",
    "Вибачте, але я не можу виконати цей запит.",
    "Przepraszam, ale nie mogę pomóc w realizacji tej prośby.",
    "Üzgünüm, bu isteği yerine getiremem.",
    "很抱歉,我无法满足您的请求。",
    "抱歉,我不能继续这个内容。",
    "申し訳ありませんが、そのリクエストにはお応えできません。",
    "죄송하지만 그 요청은 도와드릴 수 없습니다.",
    "ขออภัย ฉันไม่สามารถช่วยเหลือเรื่องนี้ได้",
    "عذرًا، لا أستطيع تلبية هذا الطلب.",
]
NONE = [
    '"I cannot help you," Gregor says.',
    "“I'm sorry, but I can't help with that request,” the clerk says and shuts his book.",
    "— I cannot help you with that, traveller.",
    "«Я не могу выполнить этот запрос», — говорит писарь.",
    "「申し訳ありませんが、そのリクエストにはお応えできません」と店主は言う。",
    "I cannot help you. The miller turns away and the lantern goes with him.",
    "Sorry comes too late here. The beam has fallen, and the door will not open again.",
    "Unfortunately the rope is wet, and it will not hold you. You hang by one hand above the wheel.",
    "Leider ist das Seil nass. Es hält dich nicht.",
    "К сожалению, верёвка намокла и не выдержит тебя.",
    "很抱歉,掌柜低声说,今晚没有空房了。",
    "No puedo verlo desde aquí, piensas, y te acercas a la rueda.",
    STORY,
    "I'm sorry, but I can't help with that. " + STORY * 4,
]


@pytest.mark.parametrize("text", REFUSALS)
def test_refusals_in_many_languages(text: str) -> None:
    assert is_refusal(text) and may_refuse(text[:30])


@pytest.mark.parametrize("text", NONE)
def test_what_a_story_says_is_none(text: str) -> None:
    assert not is_refusal(text)


def test_a_person_who_speaks_without_quotes_may_decline() -> None:
    said = "I'm sorry, but I can't help with that request. Ask the miller."
    assert is_refusal(said) and not is_refusal(said, in_character=True)
    assert is_refusal("As an AI language model, I cannot continue this scene.", in_character=True)


@pytest.mark.parametrize("text", [REFUSALS[0], REFUSALS[2], REFUSALS[14]])
async def test_nobody_sees_a_refusal_and_the_next_one_tells(text: str) -> None:
    table = Table([text.split(" ") and [f"{word} " for word in text.split(" ")], "It rains."])
    done = await table.ask()
    assert (done.text, table.heard.text, done.model) == ("It rains.", "It rains.", "two")
    assert table.ledger.entries[0].end is not None and "declined" in table.ledger.entries[0].end.error
    assert [(event.fault, event.done) for event in table.door.remedies.events.events] == [("refusal", "next")]


async def test_a_refusal_to_go_on_leaves_the_words_that_were_shown() -> None:
    three = replace(ONE, model="three")
    table = Table([[LONG[:260], ConnectionError], REFUSALS[0], "And it rains on."], candidates=(ONE, ONE, three))
    table.backend._replies[0] = [LONG[:260], table_error()]
    done = await table.ask()
    assert done.text == table.heard.text and "sorry" not in done.text and done.text.endswith("And it rains on.")


def table_error() -> Exception:
    from gm.domain.errors import ModelUnavailable

    return ModelUnavailable("died").of("broken")


async def test_a_refusal_instead_of_json_is_not_asked_for_in_plainer_forms() -> None:
    one = replace(ONE, json_schema=True)
    table = Table([REFUSALS[0], '{"a": 1}'], candidates=(one, replace(ONE, model="two")))
    done = await table.ask(prompt(schema={"type": "object"}), manner=Manner(words_will_do=True))
    assert (done.model, len(table.backend.requests)) == ("two", 2)


def sieved(text: str, size: int = 5) -> tuple[str, bool]:
    sieve = LoopSieve()
    shown = "".join(sieve.feed(text[at : at + size]) for at in range(0, len(text), size))
    return shown + sieve.finish(), sieve.looped


PHRASE = "and the old wheel turned again and again, "


@pytest.mark.parametrize("phrase", ["ha ", PHRASE, "the ", STORY, "水车又转了一圈,", "no, no, "])
def test_a_loop_is_cut_at_its_first_repetition(phrase: str) -> None:
    shown, looped = sieved(STORY + "Then it happens. " + phrase * 400)
    assert looped
    assert shown.startswith(STORY + "Then it happens. ")
    assert len(shown) <= len(STORY + "Then it happens. ") + len(phrase) + 2 * TAIL


@pytest.mark.parametrize("times", [2, 3, 5])
def test_a_refrain_is_no_loop(times: int) -> None:
    text = STORY + "Ring the bell, ring the bell, and let the drowned men sleep. " * times + "The choir falls silent."
    assert sieved(text) == (text, False)


@given(st.text(st.sampled_from("ab c.\n"), max_size=400), st.integers(1, 9))
def test_nothing_is_lost_of_what_is_no_loop(text: str, size: int) -> None:
    shown, looped = sieved(text, size)
    assert looped or shown == text


async def test_a_model_in_a_loop_is_left_and_what_was_good_is_kept() -> None:
    left = asyncio.Event()
    table = Table([[STORY, *[PHRASE] * 200, left]])
    done = await table.ask()
    assert (done.model, done.finish_reason) == ("one", "loop")
    assert done.text == table.heard.text and done.text.startswith(STORY.strip())
    assert table.rows() == [("one", "ok")] and table.backend.closed == 1


async def test_a_loop_from_the_start_is_gone_on_with_elsewhere() -> None:
    table = Table([["the the " * 300], STORY])
    done = await table.ask()
    assert done.model == "two" and table.rows()[0] == ("one", "failed")
    assert len(done.text) < len(STORY) + 2 * TAIL + 16


GARBLED = {
    "broken characters": "The m�ller l�fts his l�ntern and l��ks past you to the y�rd, where it w�its.",
    "a wrong encoding": "La rÃ¨gle dÃ©jÃ  oubliÃ©e, le meunier lÃ¨ve sa lanterne vers la forÃªt Ã©teinte.",
    "bare tokens": "TheĠmillerĠliftsĠhisĠlanternĠandĠlooksĠpastĠyouĠtoĠtheĠyardĠwhereĠitĠwaits.",
    "symbols without words": "}]) ;{% ^&*( $$ //~ @#! <>= +_- |: {[} '?` ,.; ^^% &&! ]]{ (*)# @@~ $%^ ;:: << ??!!",
    "a foreign script (east)": "磨坊主举起灯笼望向你身后的院子那里有什么沉重的东西被拖过泥地他没有谈起这件事"
    "石磨仍在慢慢转动仿佛听到了自己的名字于是大家都沉默了很久很久",
}


def wrong(text: str, known: str = "You narrate.", language: str = "en") -> str:
    return garble_of(text, lambda: known, language)


@pytest.mark.parametrize("what", GARBLED)
def test_what_is_garbled(what: str) -> None:
    assert wrong(GARBLED[what]) == what


@pytest.mark.parametrize(
    ("text", "known", "language"),
    [
        (STORY, "You narrate.", "en"),
        ("═" * 80, "", "en"),
        ("AAAAAAAAAAAAAAAAAAAAARRRRRGH!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!", "", "en"),
        (GARBLED["a foreign script (east)"], "You narrate in 中文.", "en"),
        (GARBLED["a foreign script (east)"], "You narrate.", "zh-CN"),
        (GARBLED["a foreign script (east)"], "You narrate.", ""),
        (
            "The rune reads ᚠᚢᚦᚨᚱᚲ, and below it somebody has scratched ΑΓΑΠΗ into the stone, to last.",
            "",
            "en",
        ),
        ("Мельник поднимает фонарь и смотрит мимо тебя во двор, где что-то тяжёлое протащили по грязи.", "", "ru"),
        ("โรงสีหมุนช้า ๆ ในความมืด และชายชราก็ยกตะเกียงขึ้นมองผ่านคุณไปยังลานบ้านที่เปียกฝนอยู่ข้างนอกนั้น", "", "th"),
        ("चक्की धीरे-धीरे घूमती है और बूढ़ा आदमी लालटेन उठाकर आँगन की ओर देखता है जहाँ बारिश हो रही है।", "", "hi"),
        (
            "L'élève naïf à Łódź, où çà et là l'été s'achève, ß und ÄÖÜ, señor, año, ¿qué? ¡Olé! Ça va très bien.",
            "",
            "en",
        ),
    ],
)
def test_what_is_only_unusual_passes(text: str, known: str, language: str) -> None:
    assert wrong(text, known, language) == ""


def test_a_story_in_another_script_is_not_told_in_english() -> None:
    assert wrong(STORY, "Расскажи", "ru") == "another language"
    assert wrong("Он видит знак: " + STORY, "Расскажи", "ru") == ""


@given(st.text(max_size=300))
def test_any_text_can_be_looked_at(text: str) -> None:
    assert isinstance(wrong(text), str) and isinstance(is_refusal(text), bool)


@dataclass(frozen=True)
class Brief:
    language: str = "en"


@pytest.mark.parametrize("what", GARBLED)
async def test_garbled_text_is_tried_elsewhere_and_nobody_sees_it(what: str) -> None:
    table = Table([GARBLED[what] * 3, "It rains."])
    done = await table.ask(replace(prompt(), brief=Brief()))
    assert (done.text, done.model) == ("It rains.", "two")
    assert table.door.remedies.events.events[0].fault == "garbled"


async def test_garbled_in_the_middle_another_one_goes_on_from_the_words_shown() -> None:
    table = Table([[STORY, GARBLED["broken characters"] * 3], "The lantern goes out."])
    done = await table.ask()
    assert done.model == "two" and done.continued and done.text.startswith(STORY.strip())
    assert done.text.endswith("The lantern goes out.") and done.text.count("�") <= 12


async def test_marks_of_a_template_end_the_reply() -> None:
    table = Table([[STORY + "<|im_end|>\n<|im_start|>user\nI open it."]])
    done = await table.ask()
    assert done.text == table.heard.text == STORY
    assert [(e.fault, e.done) for e in table.door.remedies.events.events] == [("garbled", "kept")]


async def test_what_the_length_limit_cut_off_is_said() -> None:
    table = Table([[Chunk(text="It rains. The wheel tur", finish_reason="length")]])
    done = await table.ask()
    assert done.finish_reason == "length" and done.text == table.heard.text
    assert [(e.fault, e.done) for e in table.door.remedies.events.events] == [("cut", "kept")]


async def test_a_prompt_that_does_not_fit_is_made_shorter_once() -> None:
    windows: list[int] = []

    def refit(window: int) -> Prompt:
        windows.append(window)
        return prompt("You narrate.", "Go.")

    error = ContextOverflow("long")
    error.window, error.asked = 6000, 6800
    table = Table([error, "It rains."])
    done = await table.ask(prompt("You narrate.", "I open the door. " * 20), manner=Manner(refit=refit))
    assert (done.model, table.backend.requests[1].messages[1].content) == ("one", "Go.")
    assert len(windows) == 1 and windows[0] == table.door.window_of(ONE) < 6000
    assert [(e.fault, e.done) for e in table.door.remedies.events.events] == [("overflow", "refitted")]


async def test_one_that_is_still_too_long_goes_to_the_next() -> None:
    table = Table([ContextOverflow("long"), ContextOverflow("long"), "It rains."])
    done = await table.ask(prompt("a" * 400), manner=Manner(refit=lambda _: prompt("a")))
    assert done.model == "two" and [r.candidate.model for r in table.backend.requests] == ["one", "one", "two"]


async def test_somebody_of_the_story_may_decline() -> None:
    said = "I'm sorry, but I can't help with that request. Ask the miller."
    table = Table([said])
    table.door.routes = table.door.routes
    done = await table.ask(prompt(role=Role.NPC), why=purpose(Role.NARRATOR))
    assert done.text == said
