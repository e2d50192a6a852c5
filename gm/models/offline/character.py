"""What an NPC says without a model: their authored lines, what they may tell, how they feel. It never pretends to more.

The same brief gives the same words; each turn's step in the rotation gives new ones. What somebody said already is not
said again while there is anything else.
"""

import re
from typing import Final

from gm.domain.npc_brief import NpcBrief
from gm.domain.words import fold

_WARM: Final = frozenset({"warm", "loyal", "devoted"})
_COLD: Final = frozenset({"hostile", "cold", "wary"})
_PLAIN: Final = {
    "en": {
        "warm": (
            "I'm glad you ask me.",
            "For you, gladly. Go on.",
            "Stay a while; there's time.",
            "You can say it to me.",
        ),
        "plain": ("I hear you.", "That may be.", "Go on, I'm listening.", "If you say so."),
        "cold": ("What's it to you?", "I've said all I'll say.", "Ask somebody else.", "Mind your own doorstep."),
        "unknown": ("I don't know about that.", "Nobody told me.", "I couldn't say.", "That's more than I know."),
    },
    "de": {
        "warm": (
            "Gut, dass du mich fragst.",
            "Für dich gern. Sprich weiter.",
            "Bleib ein wenig, es ist Zeit.",
            "Mir kannst du es sagen.",
        ),
        "plain": ("Ich höre dich.", "Das mag sein.", "Sprich weiter, ich höre zu.", "Wenn du es sagst."),
        "cold": (
            "Was geht dich das an?",
            "Mehr sage ich nicht.",
            "Frag jemand anderen.",
            "Kehr vor deiner eigenen Tür.",
        ),
        "unknown": (
            "Davon weiß ich nichts.",
            "Mir hat es niemand gesagt.",
            "Das kann ich nicht sagen.",
            "Das ist mehr, als ich weiß.",
        ),
    },
    "es": {
        "warm": (
            "Me alegra que me lo preguntes.",
            "Por ti, con gusto. Sigue.",
            "Quédate un rato, hay tiempo.",
            "A mí me lo puedes decir.",
        ),
        "plain": ("Te oigo.", "Puede ser.", "Sigue, te escucho.", "Si tú lo dices."),
        "cold": ("¿Y a ti qué te importa?", "Ya he dicho bastante.", "Pregúntale a otro.", "Ocúpate de lo tuyo."),
        "unknown": ("De eso no sé nada.", "Nadie me lo ha contado.", "No sabría decirte.", "Eso es más de lo que sé."),
    },
    "ru": {
        "warm": (
            "Хорошо, что ты спрашиваешь меня.",
            "Для тебя — охотно. Говори.",
            "Побудь немного, время есть.",
            "Мне можно сказать.",
        ),
        "plain": ("Я слышу.", "Может быть.", "Говори, я слушаю.", "Ну, раз ты так говоришь."),
        "cold": ("А тебе что за дело?", "Больше я ничего не скажу.", "Спроси кого-нибудь другого.", "За собой смотри."),
        "unknown": ("Об этом я не знаю.", "Мне никто не говорил.", "Не могу сказать.", "Это больше, чем я знаю."),
    },
    "zh": {
        "warm": ("你来问我，我很高兴。", "为了你，当然愿意。说吧。", "再坐一会儿，还有时间。", "对我说就是。"),
        "plain": ("我听着。", "也许吧。", "说下去。", "你说是就是吧。"),
        "cold": ("这关你什么事？", "我能说的都说了。", "去问别人吧。", "管好你自己。"),
        "unknown": ("这个我不知道。", "没人告诉过我。", "我说不上来。", "这我可不清楚。"),
    },
    "th": {
        "warm": ("ดีใจที่มาถามฉัน", "เพื่อคุณ ยินดีเลย ว่ามาสิ", "อยู่ก่อนสิ ยังมีเวลา", "บอกฉันได้นะ"),
        "plain": ("ฉันฟังอยู่", "ก็อาจจะ", "ว่าต่อสิ", "ถ้าคุณว่าอย่างนั้น"),
        "cold": ("มันเกี่ยวอะไรกับคุณ", "ฉันพูดหมดแล้ว", "ไปถามคนอื่นเถอะ", "ดูแลเรื่องของตัวเองก่อน"),
        "unknown": ("เรื่องนั้นฉันไม่รู้", "ไม่มีใครบอกฉัน", "ฉันตอบไม่ได้", "นั่นเกินกว่าที่ฉันรู้"),
    },
}
_ASKS: Final = re.compile(r"[?？؟]")


def speak(brief: NpcBrief) -> str:
    """What the NPC says and does in this beat. Never empty; holds nothing that is not in the brief."""
    said = fold("\n".join((*_own(brief), *brief.said)))
    words = _words(brief, said)
    gesture = _gesture(brief, said)
    speech = f'"{words}"'
    return f"*{gesture}* {speech}" if gesture else speech


def _words(brief: NpcBrief, said: str) -> str:
    if brief.tells:
        return " ".join(brief.tells)
    bank = _PLAIN.get(brief.language.split("-")[0].casefold(), {})
    asked = any(_ASKS.search(entry.text) for entry in brief.inputs)
    if asked and not brief.keeps:
        for text in (*(entry.content for entry in brief.lore), *(fact.text for fact in brief.facts)):
            if fold(text) not in said:
                return text.strip()
    feeling = next((each.feeling for each in brief.people if each.name == brief.answers), "neutral")
    tone = "warm" if feeling in _WARM else "cold" if feeling in _COLD or brief.mood in ("bitter",) else "plain"
    stock = bank.get("cold" if brief.keeps else "unknown" if asked else tone, ())
    lines = [line for line in brief.npc.lines if fold(line) not in said]
    fresh = [line for line in stock if fold(line) not in said] or list(stock)
    if lines and (not asked or not fresh or brief.turn_number % 2):
        return _bare(lines[brief.turn_number % len(lines)])
    if fresh:
        return fresh[(brief.turn_number + brief.alternative) % len(fresh)]
    return _bare(brief.npc.lines[brief.turn_number % len(brief.npc.lines)]) if brief.npc.lines else "…"


def _gesture(brief: NpcBrief, said: str) -> str:
    fresh = [habit for habit in brief.npc.habits if fold(habit) not in said]
    if not fresh:
        return ""
    return fresh[(brief.turn_number + brief.alternative) % len(fresh)].strip().rstrip(".")


def _own(brief: NpcBrief) -> list[str]:
    """The last beats: what was said in them by anybody is not said again."""
    return [beat.narration for beat in brief.transcript[-12:]]


def _bare(line: str) -> str:
    return line.strip().strip('"“”„«»「」')
