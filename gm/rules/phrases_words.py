"""How word from one scene to another is told, in the languages of the shipped kit, else in English. What was written
comes last, so that it can be told again at the other end."""

from typing import Final

from gm.rules.phrases import tongue

_SAID: Final = {
    "en": {
        "letter": "{who} writes to {to}: ",
        "shout": "{who} shouts to {to}: ",
        "sending": "{who} sends word to {to}, over any distance: ",
        "letter_there": "A letter from {who} reaches {to}: ",
        "shout_there": "{who} can be heard, shouting to {to}: ",
        "sending_there": "The words of {who} reach {to}, as if from nearby: ",
        "lost": "Word from {who} reaches {to}, and cannot be made out any more.",
    },
    "de": {
        "letter": "{who} schreibt an {to}: ",
        "shout": "{who} ruft {to} zu: ",
        "sending": "{who} schickt Worte zu {to}, über jede Entfernung: ",
        "letter_there": "Ein Brief von {who} erreicht {to}: ",
        "shout_there": "Man hört, wie {who} {to} zuruft: ",
        "sending_there": "Die Worte von {who} erreichen {to}, wie aus nächster Nähe: ",
        "lost": "Eine Nachricht von {who} erreicht {to} und ist nicht mehr zu verstehen.",
    },
    "es": {
        "letter": "{who} escribe a {to}: ",
        "shout": "{who} le grita a {to}: ",
        "sending": "{who} envía sus palabras a {to}, sin importar la distancia: ",
        "letter_there": "Una carta de {who} llega a {to}: ",
        "shout_there": "Se oye a {who} gritarle a {to}: ",
        "sending_there": "Las palabras de {who} llegan a {to}, como si vinieran de muy cerca: ",
        "lost": "Llega a {to} un mensaje de {who} que ya no se entiende.",
    },
    "ru": {
        "letter": "{who} пишет, для {to}: ",
        "shout": "{who} кричит, для {to}: ",
        "sending": "{who} посылает слова сквозь любое расстояние, для {to}: ",
        "letter_there": "Приходит письмо, от {who} для {to}: ",
        "shout_there": "Слышен крик, от {who} для {to}: ",
        "sending_there": "Слова доносятся будто совсем рядом, от {who} для {to}: ",
        "lost": "Приходит весть, от {who} для {to}, но разобрать её уже нельзя.",
    },
    "zh": {
        "letter": "{who}写信给{to}：",
        "shout": "{who}朝{to}喊道：",
        "sending": "{who}隔着千山万水向{to}传话：",
        "letter_there": "{who}的信送到了{to}手中：",
        "shout_there": "听得见{who}在朝{to}喊：",
        "sending_there": "{who}的话传到{to}耳边，仿佛就在身旁：",
        "lost": "{who}给{to}的消息到了，但已无法辨认。",
    },
    "th": {
        "letter": "{who}เขียนถึง{to}: ",
        "shout": "{who}ตะโกนถึง{to}: ",
        "sending": "{who}ส่งคำพูดข้ามระยะทางไปถึง{to}: ",
        "letter_there": "จดหมายจาก{who}มาถึง{to}: ",
        "shout_there": "ได้ยินเสียง{who}ตะโกนถึง{to}: ",
        "sending_there": "คำพูดของ{who}มาถึง{to} ราวกับอยู่ข้าง ๆ: ",
        "lost": "ข่าวจาก{who}มาถึง{to} แต่จับใจความไม่ได้แล้ว",
    },
}


def word_phrase(key: str, language: str, *, who: str, to: str) -> str:
    """The sentence about who sends word to whom, up to the words themselves."""
    return _SAID[tongue(language)][key].format(who=who, to=to)
