"""What bad narrators write, by guard and language: sentences that must be caught, and near ones that must pass.

Generated from templates with names, things and places of the campaign below, and written by hand where a template would
miss the point. A line of `CAUGHT` and `PASSES` is (guard, language, sentence).
"""

from collections.abc import Iterator
from itertools import product

from gm.domain.brief import PersonView
from gm.rules.guards.asking import Asks
from gm.rules.guards.bodies import Bodies
from gm.rules.guards.gear import Gear
from gm.rules.guards.names import Strangers, Unheard
from gm.rules.guards.places import Moves
from gm.rules.guards.repeating import Repeats
from gm.rules.guards.restating import Restates
from gm.rules.guards.rolls import Rolls
from gm.rules.guards.said import Said, Speech
from gm.rules.guards.voicing import Voicings

NAMES = {"en": "Ilse", "de": "Ilse", "es": "Ilse", "ru": "Эльза", "zh": "伊尔莎", "ja": "イルゼ", "th": "อิลเซ"}
DEAD = {
    "en": "Gregor",
    "de": "Gregor",
    "es": "Gregor",
    "ru": "Григорий",
    "zh": "格雷戈",
    "ja": "グレゴール",
    "th": "เกรกอร์",
}
ALIVE = {"en": "Marta", "de": "Marta", "es": "Marta", "ru": "Марта", "zh": "玛尔塔", "ja": "マルタ", "th": "มาร์ตา"}
THING = {"en": "silver whistle", "de": "Silberpfeife", "es": "silbato de plata", "zh": "银哨子"}
THING |= {"ja": "銀の笛", "th": "นกหวีดเงิน", "ru": "свисток"}
PLACE = {"en": "The Cistern", "de": "Die Zisterne", "es": "La Cisterna", "zh": "地下水窖"}
PLACE |= {"ja": "地下貯水槽", "th": "อ่างเก็บน้ำใต้ดิน", "ru": "Цистерна"}
LINE = {
    "en": "I look around the mill.", "de": "Ich sehe mich in der Mühle um.", "es": "Miro alrededor del molino.",
    "ru": "Я осматриваю мельницу.", "zh": "我环顾磨坊。", "ja": "水車小屋を見回す。", "th": "ฉันมองไปรอบๆ โรงสี",
}  # fmt: skip
TRIED = {
    "en": "I pick the lock of the chest", "de": "Ich knacke das Schloss der "
    "Truhe", "es": "Fuerzo la cerradura del cofre",
    "ru": "Я вскрываю замок сундука", "zh": "我撬开箱子的锁", "ja": "箱の錠をこじ開ける", "th": "ฉันสะเดาะกุญแจหีบ",
}  # fmt: skip
EARLIER = {
    "en": "The lantern on the quay stops swinging, and the watchman holds the light up until it finds your face.",
    "de": "Die Laterne am Kai hört auf zu schaukeln, und der Wächter hebt das Licht, bis es dein Gesicht findet.",
    "es": "El farol del muelle deja de balancearse y el guardia levanta la luz hasta que encuentra tu rostro.",
    "ru": "Фонарь на причале перестает качаться, и сторож поднимает свет, пока тот не находит твое лицо.",
    "zh": "码头上的灯笼不再摇晃，守夜人举起灯，直到灯光照到你的脸上才停下来。",
    "ja": "埠頭の灯りが揺れるのをやめ、夜番は明かりを掲げて、あなたの顔を照らし出すまで動かなかった。",
    "th": "โคมไฟบนท่าเรือหยุดแกว่ง แล้วยามก็ชูแสงขึ้นจนกระทั่งมันส่องมาที่ใบหน้าของคุณในความมืด",
}


def finds(guard: str, language: str, sentence: str) -> bool:
    """Whether this guard acts on the sentence, as the first of a telling."""
    said: Said = Speech().hear(sentence)
    name = [NAMES[language]]
    match guard:
        case "voice" | "decides":
            return Voicings.of("never", language, name, [LINE[language]]).found(said) is not None
        case "asks":
            return Asks(language, name).found(said)
        case "restates":
            return Restates([sentence_of_player(language)]).found(said)
        case "repeats":
            return Repeats([EARLIER[language]]).found(said)
        case "won":
            return Rolls(language, name, success=True, attempt=TRIED[language], hurt={7}).found(said)
        case "lost":
            return Rolls(language, name, success=False, attempt=TRIED[language], hurt={7}).found(said)
        case "body":
            return Bodies(language, [DEAD[language]], [ALIVE[language]], nobody_fell=True).found(said)
        case "gear":
            return Gear(language, name, [THING[language]], [THING[language]], ["rope"]).found(said)
        case "place":
            return Moves(language, name, [PLACE[language]], ["The Mill"]).found(said)
        case "name":
            stranger = PersonView("x", DEAD[language], "he/him", False, "A tall man white with flour.", met=False)
            if Strangers(language, [stranger]).found(said):
                return True
            return Unheard([ALIVE[language]], "nothing").found(said)
    raise AssertionError(guard)


def sentence_of_player(language: str) -> str:
    """A line with enough of its own to be told back."""
    return {
        "en": "I lift the heavy latch and slip in before the watchman turns.",
        "de": "Ich hebe den schweren Riegel und schlüpfe hinein, bevor der Wächter sich umdreht.",
        "es": "Levanto el pesado cerrojo y entro sigilosamente antes de que el guardia se gire.",
        "ru": "Я поднимаю тяжелую щеколду и проскальзываю внутрь, прежде чем сторож обернется.",
        "zh": "我抬起沉重的门闩，趁守夜人转身之前溜进去。",
        "ja": "重い掛け金を持ち上げ、夜番が振り向く前に忍び込む。",
        "th": "ฉันยกสลักหนักขึ้นแล้วแอบเข้าไปก่อนที่ยามจะหันมา",
    }[language]


def _voice() -> Iterator[tuple[str, str, str]]:
    for who, said in product(("you", "Ilse"), ("say", "whisper", "shout", "mutter", "ask", "reply")):
        verb = said if who == "you" else {"reply": "replies"}.get(said, f"{said}s")
        yield "voice", "en", f'"Leave her to me," {who} {verb}.'
    for said in ("say quietly", "tell him"):
        yield "voice", "en", f'You {said}, "Leave her to me."'
    yield "voice", "en", 'Ilse: "Leave her to me, and go."'
    yield "voice", "en", "**Ilse:** I will draw my blade and go."
    yield "voice", "en", "Player: I go in."
    for said in ("sagst", "fragst", "flüsterst", "rufst", "antwortest"):
        yield "voice", "de", f"„Lass sie in Ruhe“, {said} du."
    yield "voice", "de", "„Lass sie in Ruhe“, sagt Ilse."
    for said in ("dices", "preguntas", "susurras", "gritas"):
        yield "voice", "es", f"—Déjala en paz —{said}."
    yield "voice", "es", "«Déjala en paz», dice Ilse."
    for said in ("говоришь", "спрашиваешь", "шепчешь", "кричишь"):
        yield "voice", "ru", f"— Оставь ее в покое, — {said} ты."
    yield "voice", "ru", "— Оставь ее в покое, — говорит Эльза."
    for said in ("说道", "低声说", "问道", "喊道"):
        yield "voice", "zh", f"“放开她，让她走。”你{said}。"
    yield "voice", "zh", "伊尔莎说道：“放开她，让她走。”"
    for said in ("言う", "答える", "叫ぶ"):
        yield "voice", "ja", f"「彼女を放せ」とあなたは{said}。"
    yield "voice", "ja", "「彼女を放せ」とイルゼは言った。"
    for said in ("พูด", "กระซิบ", "ตะโกน"):
        yield "voice", "th", f"“ปล่อยเธอไป” คุณ{said}"


def _decides() -> Iterator[tuple[str, str, str]]:
    for said in (
        "decide to trust him", "choose to follow her", "resolve to end this", "make up your mind", "vow to return",
        "feel that you must help", "know you have to act", "cannot help but smile", "wonder whether he lies",
        "feel a sudden wave of guilt", "feel a pang of deep sorrow", "feel guilty", "think to yourself that he lies",
        "want nothing more than to sleep",
    ):  # fmt: skip
        yield "decides", "en", f"You {said}."
        yield "decides", "en", f"The rain thins, and you {said}."
    yield "decides", "en", "Ilse decides to trust him."
    yield "decides", "en", "At last, Ilse makes up her mind."
    for said in (
        "entscheidest dich, ihm zu "
        "trauen", "beschließt, zu bleiben", "fasst den Entschluss, zu gehen", "kannst nicht anders",
        "fragst dich, ob er lügt", "fühlst dich schuldig", "spürst, dass du ihm helfen musst",
    ):  # fmt: skip
        yield "decides", "de", f"Du {said}."
    yield "decides", "de", "Ilse beschließt, ihm zu folgen."
    for said in (
        "решаешь остаться", "решаешь, что пора уходить", "принимаешь решение", "не можешь не улыбнуться",
        "чувствуешь, что должен помочь", "чувствуешь укол вины",
    ):  # fmt: skip
        yield "decides", "ru", f"Ты {said}."
    yield "decides", "ru", "Эльза решает остаться."
    for said in (
        "Decides seguirlo", "Optas por callar", "No puedes evitar sonreír", "Te preguntas si miente", "Sientes "
        "que debes ayudarlo",
        "Te sientes culpable", "Sientes una punzada de culpa",
    ):  # fmt: skip
        yield "decides", "es", f"{said}."
    yield "decides", "es", "Ilse decide quedarse."
    for said in (
        "你决定跟着他",
        "你终于下定决心",
        "你觉得自己必须帮他",
        "你忍不住想笑",
        "你感到一阵内疚",
        "你们决定留下来",
    ):
        yield "decides", "zh", f"{said}。"
    for said in (
        "あなたは彼を信じることにした",
        "あなたは行くと決めた",
        "あなたは笑わずにはいられない",
        "あなたは罪悪感を覚える",
    ):
        yield "decides", "ja", f"{said}。"
    for said in ("คุณตัดสินใจเดินตามเขาไป", "คุณเลือกที่จะอยู่ต่อ", "คุณอดไม่ได้ที่จะยิ้ม", "คุณรู้สึกว่าต้องช่วยเขา"):
        yield "decides", "th", said


def _told_back() -> Iterator[tuple[str, str, str]]:
    yield "restates", "en", "You lift the heavy latch and slip in before the watchman turns."
    yield "restates", "en", "Lifting the heavy latch, you slip in before the watchman turns."
    yield "restates", "de", "Du hebst den schweren Riegel und schlüpfst hinein, bevor der Wächter sich umdreht."
    yield "restates", "es", "Levantas el pesado cerrojo y entras sigilosamente antes de que el guardia se gire."
    yield "restates", "ru", "Ты поднимаешь тяжелую щеколду и проскальзываешь внутрь, прежде чем сторож обернется."
    yield "restates", "zh", "你抬起沉重的门闩，趁守夜人转身之前溜进去。"
    yield "restates", "ja", "あなたは重い掛け金を持ち上げ、夜番が振り向く前に忍び込む。"
    yield "restates", "th", "คุณยกสลักหนักขึ้นแล้วแอบเข้าไปก่อนที่ยามจะหันมา"
    for language, text in EARLIER.items():
        yield "repeats", language, text
    yield "repeats", "en", EARLIER["en"].replace("your face", "you again")
    yield "repeats", "en", EARLIER["en"].replace("The lantern", "Then the lantern")
    yield "repeats", "de", EARLIER["de"].replace("Die Laterne", "Und die Laterne")
    yield "repeats", "ru", EARLIER["ru"].replace("твое лицо", "твои руки")
    yield "repeats", "zh", EARLIER["zh"].replace("码头上", "岸边")


def _asks() -> Iterator[tuple[str, str, str]]:
    for text in (
        "What do you do?",
        "What do you do next?",
        "**What do you do?**",
        "So, what will you do now?",
        "How do you respond?",
        "What does Ilse do?",
        "What do you and Ilse do next?",
        "What are you going to do?",
        "Pim waits: what do you do?",
        "The fog thickens. What would you like to do?",
        "The choice is yours.",
        "What do the two of you do?",
        "It is your move.",
        "*What do you do next?*\n",
        "What is your next move?",
    ):
        yield "asks", "en", text
    for text in (
        "Was tust du?",
        "Was macht ihr jetzt?",
        "Wie reagierst du darauf?",
        "Der Nebel steht: was willst du tun?",
        "Was tut Ilse?",
        "Die Entscheidung liegt bei dir.",
    ):
        yield "asks", "de", text
    for text in (
        "¿Qué haces?",
        "¿Y ahora qué haces?",
        "¿Qué vais a hacer ahora?",
        "¿Cómo respondes?",
        "¿Qué hace Ilse?",
        "La decisión es tuya.",
    ):
        yield "asks", "es", text
    for text in (
        "Что ты делаешь?",
        "Что вы будете делать дальше?",
        "Как ты поступишь?",
        "Ваши действия?",
        "Выбор за тобой.",
        "Что делает Эльза?",
    ):
        yield "asks", "ru", text
    for text in (
        "你会怎么做？",
        "现在，你们要怎么做？",
        "接下来你打算怎么办？",
        "伊尔莎会怎么做？",
        "选择权在你手中。",
    ):
        yield "asks", "zh", text
    for text in (
        "どうしますか？",
        "さて、あなたはどうする？",
        "あなたは次に何をしますか。",
        "イルゼは何をする？",
    ):
        yield "asks", "ja", text
    for text in (
        "คุณจะทำอย่างไร",
        "แล้วคุณจะทำอะไรต่อไป?",
        "หมอกหนาขึ้น คุณจะทำอย่างไร",
    ):
        yield "asks", "th", text


def _rolls() -> Iterator[tuple[str, str, str]]:
    for text in (
        "Your attempt fails.", "You fail to pick the lock.", "You failed to pick the lock of the "
        "chest.", "Roll a d20.",
        "Make a DC 15 Dexterity "
        "check.", "Make a Wisdom saving throw.", "Roll for initiative!", "You take 9 points of damage.",
        "The blow deals 12 damage.", "You lose 5 hit points.",
    ):  # fmt: skip
        yield "won", "en", text
    for text in (
        "Your attempt succeeds.", "You manage to pick the lock.", "You succeed in picking the lock.",
        "You successfully pick the lock of the chest.", "You easily manage to pick the lock of the chest.",
    ):  # fmt: skip
        yield "lost", "en", text
    yield "won", "de", "Dein Versuch scheitert."
    yield "won", "de", "Es gelingt dir nicht, das Schloss der Truhe zu knacken."
    yield "won", "de", "Du erleidest 9 Punkte Schaden."
    yield "lost", "de", "Es gelingt dir, das Schloss der Truhe zu knacken."
    yield "lost", "de", "Dein Versuch gelingt."
    yield "won", "es", "Tu intento fracasa."
    yield "won", "es", "No logras forzar la cerradura del cofre."
    yield "won", "es", "Sufres 9 puntos de daño."
    yield "won", "es", "Haz una tirada de Destreza."
    yield "lost", "es", "Consigues forzar la cerradura del cofre."
    yield "won", "ru", "Твоя попытка проваливается."
    yield "won", "ru", "Тебе не удается вскрыть замок сундука."
    yield "won", "ru", "Ты получаешь 9 единиц урона."
    yield "won", "ru", "Сделайте проверку ловкости."
    yield "lost", "ru", "Тебе удается вскрыть замок сундука."
    yield "won", "zh", "你的尝试失败了。"
    yield "won", "zh", "你没能撬开箱子的锁。"
    yield "won", "zh", "你受到9点伤害。"
    yield "won", "zh", "请进行一次敏捷检定。"
    yield "lost", "zh", "你成功撬开箱子的锁。"
    yield "won", "ja", "試みは失敗に終わる。"
    yield "won", "ja", "あなたは9点のダメージを受ける。"
    yield "lost", "ja", "試みは成功する。"
    yield "won", "th", "ความพยายามของคุณล้มเหลว"
    yield "won", "th", "คุณได้รับ 9 แต้มความเสียหาย"
    yield "lost", "th", "ความพยายามของคุณสำเร็จ"


def _bodies() -> Iterator[tuple[str, str, str]]:
    for does in (
        "nods",
        "smiles",
        "laughs",
        "shrugs",
        "walks to the door",
        "stands up",
        "draws a knife",
        "slowly shakes his head",
    ):
        yield "body", "en", f"Gregor {does}."
    yield "body", "en", "Dust falls, and Gregor grins."
    yield "body", "en", '"Go home," Gregor says.'
    yield "body", "en", '"Go home," says Gregor.'
    yield "body", "en", 'Gregor: "Go home, and do not look back."'
    for dies in (
        "Marta is dead.",
        "Marta falls dead at your feet.",
        "Marta dies.",
        "The blow kills Marta.",
        "You die.",
    ):
        yield "body", "en", dies
    for does in ("nickt", "lächelt", "steht auf", "geht zur Tür"):
        yield "body", "de", f"Gregor {does}."
    yield "body", "de", "„Geh heim“, sagt Gregor."
    yield "body", "de", "Marta stirbt."
    yield "body", "de", "Marta ist tot."
    for does in ("asiente", "sonríe", "se levanta", "camina hacia la puerta"):
        yield "body", "es", f"Gregor {does}."
    yield "body", "es", "—Vete a casa —dice Gregor."
    yield "body", "es", "Marta muere."
    for does in ("кивает", "улыбается", "встает", "пожимает плечами"):
        yield "body", "ru", f"Григорий {does}."
    yield "body", "ru", "— Иди домой, — говорит Григорий."
    yield "body", "ru", "Марта умирает."
    for does in ("点点头", "笑了", "站起身来", "走过来"):
        yield "body", "zh", f"格雷戈{does}。"
    yield "body", "zh", "“回家去吧。”格雷戈说道。"
    yield "body", "zh", "玛尔塔当场毙命。"
    for does in ("うなずく", "笑う", "立ち上がる"):
        yield "body", "ja", f"グレゴールは{does}。"
    yield "body", "ja", "マルタは息絶えた。"
    for does in ("พยักหน้า", "ยิ้ม", "ลุกขึ้น"):
        yield "body", "th", f"เกรกอร์{does}"
    yield "body", "th", "มาร์ตาสิ้นใจ"


def _things() -> Iterator[tuple[str, str, str]]:
    for does in ("raise", "take out", "pull out", "hold up", "throw"):
        yield "gear", "en", f"You {does} your silver whistle."
    yield "gear", "en", "Ilse raises her silver whistle to her lips."
    for does in ("pocket", "pick up", "take", "receive"):
        yield "gear", "en", f"You {does} the silver whistle."
    yield "gear", "en", "Marta hands you the silver whistle."
    yield "gear", "en", "The old man gives the silver whistle to Ilse."
    yield "gear", "de", "Du hebst deine Silberpfeife."
    yield "gear", "de", "Du nimmst die Silberpfeife."
    yield "gear", "de", "Marta reicht dir die Silberpfeife."
    yield "gear", "es", "Levantas tu silbato de plata."
    yield "gear", "es", "Recoges el silbato de plata."
    yield "gear", "es", "Marta te entrega el silbato de plata."
    yield "gear", "zh", "你掏出银哨子。"
    yield "gear", "zh", "你收起那枚银哨子。"
    yield "gear", "zh", "玛尔塔递给你一枚银哨子。"
    yield "gear", "ja", "あなたは銀の笛を取り出す。"
    yield "gear", "ja", "マルタは銀の笛をあなたに渡す。"
    yield "gear", "th", "คุณหยิบนกหวีดเงิน"
    for does in ("enter", "reach", "step into", "arrive at", "return to", "walk into", "emerge into"):
        yield "place", "en", f"You {does} the Cistern."
    yield "place", "en", "Water drips; Ilse steps into the Cistern and looks about."
    yield "place", "en", "The party reaches the Cistern."
    yield "place", "de", "Du betrittst die Zisterne."
    yield "place", "de", "Du erreichst die Zisterne."
    yield "place", "es", "Entras en la Cisterna."
    yield "place", "es", "Llegas a la Cisterna."
    yield "place", "zh", "你来到地下水窖。"
    yield "place", "zh", "你走进了地下水窖，四周一片漆黑。"
    yield "place", "ja", "あなたは地下貯水槽に入る。"
    yield "place", "th", "คุณเดินเข้าไปในอ่างเก็บน้ำใต้ดิน"
    yield "name", "en", "Gregor wipes his hands."
    yield "name", "en", "Behind him stands Gregor, silent."
    yield "name", "en", "The blue cloth is the one that Marta wore."
    yield "name", "de", "Hinter der Tür liegt Martas Tuch, und Marta selbst ist fort."
    yield "name", "es", "Gregor se limpia las manos."
    yield "name", "es", "La tela azul es la de Marta."
    yield "name", "ru", "Синий платок носила Марта."
    yield "name", "zh", "格雷戈擦了擦手。"
    yield "name", "zh", "那块蓝布是玛尔塔的。"
    yield "name", "ja", "グレゴールは手を拭う。"
    yield "name", "th", "เกรกอร์เช็ดมือ"


CAUGHT = (*_voice(), *_decides(), *_asks(), *_told_back(), *_rolls(), *_bodies(), *_things())

PASSES = (
    ("voice", "en", '"Leave her to me," says the miller.'),
    ("voice", "en", '"You said so yourself," you hear behind you.'),
    ("voice", "en", '"What do you say?" he asks.'),
    ("voice", "en", "You say nothing, and neither does he."),
    ("voice", "en", 'The sign reads, "No entry," and you stop under it.'),
    ("voice", "en", "There is only one way: down."),
    ("voice", "de", "„Was sagst du dazu?“, fragt der Müller."),
    ("voice", "de", "Der Wirt nickt: „Setz dich.“"),
    ("voice", "es", "—¿Qué dices? —pregunta el molinero."),
    ("voice", "ru", "— Что ты говоришь? — спрашивает мельник."),
    ("voice", "zh", "“你说什么？”磨坊主问道。"),
    ("voice", "ja", "「何と言った？」と粉屋は尋ねる。"),
    ("voice", "th", "“คุณพูดอะไร” เจ้าของโรงสีถาม"),
    ("decides", "en", "If you decide to stay, the tide will not wait."),
    ("decides", "en", "Whatever you decide, he will follow."),
    ("decides", "en", "You feel the cold of the iron through your glove."),
    ("decides", "en", "You feel a hand on your shoulder."),
    ("decides", "en", "You choose your steps between the puddles."),
    ("decides", "en", "You see that he has decided to lie."),
    ("decides", "en", '"You decide to run, you die," he says.'),
    ("decides", "en", "The road you choose to take is the short one."),
    ("decides", "en", "You know the smell: wet rope."),
    ("decides", "en", "He waits until you decide to speak."),
    ("decides", "de", "Wenn du beschließt zu gehen, steht die Tür offen."),
    ("decides", "de", "Du spürst, dass du beobachtet wirst."),
    ("decides", "de", "Du fühlst den kalten Stein."),
    ("decides", "es", "Si decides seguirlo, corre."),
    ("decides", "es", "Sientes el frío de la piedra."),
    ("decides", "ru", "Если ты решаешь остаться, дверь закроют."),
    ("decides", "ru", "Ты решаешь загадку за минуту."),
    ("decides", "ru", "Ты чувствуешь холод камня."),
    ("decides", "zh", "如果你决定留下，门就会关上。"),
    ("decides", "zh", "这由你决定。"),
    ("decides", "zh", "你感到一阵寒意。"),
    ("decides", "ja", "あなたは冷たい風を感じる。"),
    ("decides", "th", "ถ้าคุณตัดสินใจอยู่ ประตูจะปิด"),
    ("decides", "th", "คุณรู้สึกถึงลมเย็น"),
    ("restates", "en", "The latch gives; behind you the watchman turns a page."),
    ("restates", "en", "You lift the latch and slip in, and the hinge cries out."),
    ("restates", "en", "You slip in."),
    ("restates", "de", "Der Riegel gibt nach, und die Angel schreit."),
    ("restates", "zh", "门闩轻轻一响，屋里有人咳嗽。"),
    ("repeats", "en", "The lantern on the quay is dark now, and the watchman has gone."),
    ("repeats", "en", 'He says it again: "The lantern on the quay stops swinging, and the man holds it up."'),
    ("repeats", "en", "*The lantern on the quay stops swinging, and the watchman holds the light up.*"),
    ("repeats", "en", "The lantern on the quay stops."),
    ("repeats", "de", "Die Laterne am Kai ist dunkel, und der Wächter ist fort."),
    ("repeats", "ru", "Фонарь на причале погас, и сторожа больше нет."),
    ("repeats", "zh", "码头上的灯笼灭了，守夜人已经走了。"),
    ("asks", "en", 'Nobody knows what you will do.'),
    ("asks", "en", '"What do you do here?" the girl asks.'),
    ("asks", "en", 'What does the girl do with it?'),
    ("asks", "en", 'What do they do?'),
    ("asks", "en", 'What you do next is watched.'),
    ("asks", "en", 'Who are you?'),
    ("asks", "en", 'He asks what you do.'),
    ("asks", "en", 'The girl: "What do you do?"'),
    ("asks", "en", 'What does it say?'),
    ("asks", "en", 'The choice is yours to make, the reeve says, and she means it.'),
    ("asks", "de", 'Niemand weiß, was du tust.'),
    ("asks", "de", '„Was tust du?“, fragt das Mädchen.'),
    ("asks", "de", 'Was macht das Mädchen damit?'),
    ("asks", "es", 'Nadie sabe qué haces.'),
    ("asks", "es", '—¿Qué haces? —pregunta la niña.'),
    ("asks", "es", '¿Qué hace la niña?'),
    ("asks", "ru", 'Никто не знает, что ты делаешь.'),
    ("asks", "ru", '— Что ты делаешь? — спрашивает девочка.'),
    ("asks", "ru", 'Что делает девочка?'),
    ("asks", "zh", '没有人知道你会怎么做。'),
    ("asks", "zh", '“你要怎么做？”女孩问。'),
    ("asks", "zh", '女孩会怎么做？'),
    ("asks", "ja", '「どうしますか？」と少女は言う。'),
    ("asks", "ja", 'どうしますかと少女は尋ねる。'),
    ("asks", "ja", '少女はどうする？'),
    ("asks", "th", 'ไม่มีใครรู้ว่าคุณจะทำอะไร'),
    ("asks", "th", '“คุณจะทำอย่างไร” เด็กหญิงถาม'),
    ("won", "en", "The lock gives, but you fail to keep the lid from creaking."),
    ("won", "en", "You fail to notice the draught at first."),
    ("won", "en", "The first pick breaks; the second does not."),
    ("won", "en", "You take 7 points of damage."),
    ("won", "en", "Twelve damaged crates stand along the wall."),
    ("won", "en", "There are 12 hits of the hammer left in the old clock."),
    ("lost", "en", "You manage to catch yourself on the rail."),
    ("lost", "en", "You almost manage to pick the lock."),
    ("lost", "en", "You manage to pick the lock, but the chest is empty and somebody has heard."),
    ("lost", "de", "Es gelingt dir, nicht zu fallen."),
    ("lost", "es", "No consigues forzar la cerradura."),
    ("lost", "ru", "Тебе удается удержаться на ногах."),
    ("lost", "zh", "你成功躲到柱子后面。"),
    ("body", "en", "Gregor lies where he fell."),
    ("body", "en", "Gregor's hat turns on the water."),
    ("body", "en", "It is as if Gregor nods."),
    ("body", "en", "Years ago Gregor walked this road."),
    ("body", "en", "Marta is dead tired."),
    ("body", "en", "Marta is not dead."),
    ("body", "en", "One more blow would kill Marta."),
    ("body", "en", '"Marta is dead," the boy lies.'),
    ("body", "de", "Gregor liegt still."),
    ("body", "de", "Marta ist nicht tot."),
    ("body", "es", "Gregor yace inmóvil."),
    ("body", "ru", "Григорий лежит неподвижно."),
    ("body", "zh", "格雷戈一动不动地躺着。"),
    ("body", "ja", "グレゴールは動かない。"),
    ("body", "th", "เกรกอร์นอนนิ่ง"),
    ("gear", "en", "A silver whistle hangs behind the bar."),
    ("gear", "en", "Marta raises her silver whistle."),
    ("gear", "en", "You could take the silver whistle."),
    ("gear", "en", "You raise your hand."),
    ("gear", "de", "Die Silberpfeife hängt an der Wand."),
    ("gear", "es", "El silbato de plata cuelga de la pared."),
    ("gear", "zh", "银哨子挂在墙上。"),
    ("place", "en", "Beyond the grate lies the Cistern."),
    ("place", "en", "If you enter the Cistern, take a light."),
    ("place", "en", "You reach the Cistern door and find it barred."),
    ("place", "en", "The water enters the Cistern below you."),
    ("place", "de", "Hinter dem Gitter liegt die Zisterne."),
    ("place", "zh", "铁栅后面就是地下水窖。"),
    ("name", "en", "The tall man wipes his hands."),
    ("name", "en", '"I am Gregor," the tall man says.'),
    ("name", "en", "His name is Gregor."),
    ("name", "en", '"Marta wore it," he says.'),
    ("name", "de", "Der große Mann wischt sich die Hände."),
    ("name", "zh", "“我叫格雷戈。”那人说。"),
)  # fmt: skip
