"""Asking: what answers is told, whatever else is in the log; of all else one does not know."""

import pytest
from engine_table import EngineTable, check, mill, ruling

from gm.domain.play import Game
from gm.memory.passages import Said, passage
from gm.memory.question_words import topic_of
from gm.models.tokens import EstimatingCounter
from gm.play.asking import Answer
from gm.store.database import Database

TOLD = {
    "en": (
        "I tell Gregor that I carry a silver whistle that my grandmother gave me.",
        '"What sort of a knee have you got?" he asks. "That is all of it, and what I know about it."',
        "Who is there? It is the wind at the door of the mill, and nothing else.",
        "Where have they all been? There is no answer from the men.",
    ),
    "de": (
        "Ich sage Gregor, dass ich eine silberne Pfeife von meiner Großmutter habe.",
        "Was für ein Knie haben Sie denn, und wer hat Ihnen das gesagt?",
        "Wer ist da? Es ist der Wind an der Tür der Mühle, und sonst ist nichts.",
        "Wo sind sie alle gewesen? Von den Männern ist keine Antwort gekommen.",
    ),
    "ru": (
        "Я говорю Грегору, что у меня есть серебряный свисток, который дала мне бабушка.",
        "Что это у вас с коленом, и кто вам об этом сказал?",
        "Кто там? Это ветер у двери мельницы, и больше ничего.",
        "Где же они все были? Ответа от людей нет.",
    ),
    "zh": (
        "我告诉格雷戈尔，我带着祖母给我的银哨子。",
        "你的膝盖是什么样的？这是谁告诉你的？",
        "谁在那里？那是磨坊门口的风，没有别的。",
        "他们都在哪里？那些人没有回答。",
    ),
}
ASKED = {
    "en": ("What about the silver whistle?", "What is the capital of France?", "Who is the murderer?"),
    "de": ("Was ist mit der silbernen Pfeife?", "Was ist die Hauptstadt von Frankreich?", "Wer ist der Mörder?"),
    "ru": ("Что там с серебряным свистком?", "Какой город столица Франции?", "Кто убийца?"),
    "zh": ("银哨子是怎么回事？", "法国的首都是什么？", "凶手是谁？"),
}


async def ask(table: EngineTable, game: Game, question: str) -> Answer:
    return await table.engine.back.ask(game, await table.engine.state(game), "ilse", question)


@pytest.mark.parametrize("language", sorted(TOLD))
async def test_words_of_grammar_answer_nothing(database: Database, language: str) -> None:
    table = EngineTable(database)
    game = await table.start(campaign=mill().model_copy(update={"language": language}))
    for line in TOLD[language]:
        table.adjudicator = lambda _: ruling(check("ilse"))
        table.narrator = lambda _, line=line: line
        await table.say(game, line)
    known, *unknown = ASKED[language]
    answer = await ask(table, game, known)
    assert [each.number for each in answer.passages] == [2], "one turn tells of it, and no other is shown"
    for question in unknown:
        nothing = await ask(table, game, question)
        assert (nothing.known, nothing.passages) == ((), ()), question


@pytest.mark.parametrize(
    ("question", "language", "topic"),
    [
        ("Who is it?", "en", ""),
        ("What's the night before the siege?", "en", "night siege"),
        ("Tell me about Maren's lamp", "en", "maren's lamp"),
        ("Wer hat die Laterne angezündet?", "de", "laterne angezündet"),
        ("¿Quién encendió la lámpara?", "es", "encendió lámpara"),
        ("Кто зажёг лампу?", "ru", "зажег лампу"),
        ("灯是谁点的？", "zh", "灯 点"),
        ("Vem är det med en kniv?", "sv", "är kniv"),
    ],
)
def test_what_a_question_is_about(question: str, language: str, topic: str) -> None:
    assert topic_of(question, language) == topic


async def test_an_answer_is_given_once(database: Database) -> None:
    """A person's looks stand in the campaign; where a turn tells them word for word, the turn alone is shown."""
    table = EngineTable(database)
    game = await table.start()
    looks = next(npc.appearance for npc in mill().npcs if npc.name == "Gregor")
    assert any(looks in each for each in (await ask(table, game, "Who is Gregor?")).known)
    table.adjudicator = lambda _: ruling(check("ilse"))
    table.narrator = lambda _: f"Gregor. {looks}"
    await table.say(game, "I look at him.")
    answer = await ask(table, game, "Who is Gregor?")
    assert any(looks in each.text for each in answer.passages)
    assert not any(looks in each for each in answer.known)


def test_a_part_of_a_speech_has_both_its_marks() -> None:
    said = [Said("Ada", '"' + "The tide turns late tonight, and slowly. " * 6 + 'Who lit the lamp?" I ask him.')]
    assert passage(said, {"lamp": 1.0}, "en").startswith('Ada: "')
    said = [Said("", 'He nods. "Bring the lamp. ' + "The tide turns late tonight, and slowly. " * 6 + '"')]
    assert passage(said, {"lamp": 1.0}, "en").count('"') == 2


@pytest.mark.parametrize(
    ("language", "word", "filler"),
    [
        ("en", "lamp", "there is nothing else to say of it, "),
        ("th", "ตะเกียง", "ไม่มีอะไรจะพูดถึงอีกแล้วในคืนนี้ "),
        ("zh", "灯", "今晚再也没有什么可说的了，"),
    ],
)
def test_a_passage_is_cut_by_what_its_script_takes_in_a_prompt(language: str, word: str, filler: str) -> None:
    cut = passage([Said("", f"{filler}{word} " + filler * 20)], {word: 1.0}, language)
    assert EstimatingCounter().count(cut) <= 90, "four of them fit into the room that prompts have for them"
