"""How a change is put into words for the table, in the languages of the shipped kits, else in English."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from gm.rules.phrases import tongue
from gm.rules.sheets import mood_word

_EN: Final[Mapping[str, str]] = {
    "hours": "{what} h on the way",
    "hp": "HP",
    "active": "up again",
    "learns": "{name} learns: {what}",
    "secret": "{name} learns a secret",
    "secret_of": "{name} learns a secret ({what})",
    "is_told": "{name} is told of something",
    "learns_alone": "{name} learns something",
    "quest_offered": "A task is offered: {name}",
    "quest_taken": "Taken on: {name}",
    "quest_finished": "Finished: {name}",
    "quest_failed": "Failed: {name}",
    "quest_done": "Done: {what} ({name})",
    "open": "The way is open: {name} ({what})",
    "level": "{name} reaches level {what}",
}
_DE: Final[Mapping[str, str]] = {
    "hours": "{what} Std. unterwegs",
    "hp": "TP",
    "learns": "{name} erfährt: {what}",
    "secret": "{name} erfährt ein Geheimnis",
    "secret_of": "{name} erfährt ein Geheimnis ({what})",
    "is_told": "{name} bekommt etwas erzählt",
    "learns_alone": "{name} erfährt etwas",
    "quest_offered": "Ein Auftrag wird angeboten: {name}",
    "quest_taken": "Übernommen: {name}",
    "quest_finished": "Erfüllt: {name}",
    "quest_failed": "Gescheitert: {name}",
    "quest_done": "Erledigt: {what} ({name})",
    "open": "Der Weg ist offen: {name} ({what})",
    "level": "{name} erreicht Stufe {what}",
    "active": "wieder auf den Beinen",
    "down": "am Boden",
    "dead": "tot",
    "gone": "fort",
    "hostile": "feindselig",
    "cold": "kühl",
    "wary": "misstrauisch",
    "neutral": "abwartend",
    "warm": "freundlich",
    "loyal": "treu",
    "devoted": "ergeben",
}
_ES: Final[Mapping[str, str]] = {
    "hours": "{what} h de camino",
    "hp": "PG",
    "learns": "{name} descubre: {what}",
    "secret": "{name} descubre un secreto",
    "secret_of": "{name} descubre un secreto ({what})",
    "is_told": "A {name} le cuentan algo",
    "learns_alone": "{name} se entera de algo",
    "quest_offered": "Se ofrece un encargo: {name}",
    "quest_taken": "Aceptado: {name}",
    "quest_finished": "Cumplido: {name}",
    "quest_failed": "Fracasado: {name}",
    "quest_done": "Hecho: {what} ({name})",
    "open": "El paso queda abierto: {name} ({what})",
    "level": "{name} alcanza el nivel {what}",
    "active": "otra vez en pie",
    "down": "en el suelo",
    "dead": "ha muerto",
    "gone": "se ha ido",
    "hostile": "hostil",
    "cold": "distante",
    "wary": "con recelo",
    "neutral": "neutral",
    "warm": "cordial",
    "loyal": "leal",
    "devoted": "incondicional",
}
_RU: Final[Mapping[str, str]] = {
    "hours": "{what} ч пути",
    "hp": "ОЗ",
    "learns": "{name} узнаёт: {what}",
    "secret": "{name} узнаёт тайну",
    "secret_of": "{name} узнаёт тайну ({what})",
    "is_told": "{name} слышит чужой рассказ",
    "learns_alone": "{name} кое-что узнаёт",
    "quest_offered": "Предложено задание: {name}",
    "quest_taken": "Взялись за задание: {name}",
    "quest_finished": "Задание выполнено: {name}",
    "quest_failed": "Задание провалено: {name}",
    "quest_done": "Сделано: {what} ({name})",
    "open": "Путь открыт: {name} ({what})",
    "level": "{name}: теперь уровень {what}",
    "active": "снова на ногах",
    "down": "лежит без сил",
    "dead": "больше не дышит",
    "gone": "уже далеко",
    "hostile": "враждебность",
    "cold": "холодность",
    "wary": "настороженность",
    "neutral": "безразличие",
    "warm": "теплота",
    "loyal": "верность",
    "devoted": "преданность",
}
_ZH: Final[Mapping[str, str]] = {
    "hours": "路上 {what} 小时",
    "hp": "生命",
    "learns": "{name}得知：{what}",
    "secret": "{name}得知了一个秘密",
    "secret_of": "{name}得知了一个秘密（{what}）",
    "is_told": "有人把一件事告诉了{name}",
    "learns_alone": "{name}得知了一些事",
    "quest_offered": "有人托付了一项任务：{name}",
    "quest_taken": "已接下：{name}",
    "quest_finished": "已完成：{name}",
    "quest_failed": "已失败：{name}",
    "quest_done": "已办妥：{what}（{name}）",
    "open": "道路已开：{name}（{what}）",
    "level": "{name}升到{what}级",
    "active": "重新站起",
    "down": "倒下",
    "dead": "死亡",
    "gone": "离去",
    "hostile": "敌对",
    "cold": "冷淡",
    "wary": "戒备",
    "neutral": "中立",
    "warm": "友善",
    "loyal": "忠诚",
    "devoted": "死心塌地",
}
_TH: Final[Mapping[str, str]] = {
    "hours": "เดินทาง {what} ชม.",
    "hp": "พลังชีวิต",
    "learns": "{name} ได้รู้ว่า: {what}",
    "secret": "{name} ได้รู้ความลับ",
    "secret_of": "{name} ได้รู้ความลับ ({what})",
    "is_told": "มีคนเล่าเรื่องบางอย่างให้ {name} ฟัง",
    "learns_alone": "{name} ได้รู้บางอย่าง",
    "quest_offered": "มีงานมาให้: {name}",
    "quest_taken": "รับงานแล้ว: {name}",
    "quest_finished": "งานสำเร็จ: {name}",
    "quest_failed": "งานล้มเหลว: {name}",
    "quest_done": "ทำแล้ว: {what} ({name})",
    "open": "ทางเปิดแล้ว: {name} ({what})",
    "level": "{name} ขึ้นสู่ระดับ {what}",
    "active": "ลุกขึ้นได้อีกครั้ง",
    "down": "ล้มลง",
    "dead": "ตาย",
    "gone": "จากไปแล้ว",
    "hostile": "เป็นศัตรู",
    "cold": "เย็นชา",
    "wary": "ระแวง",
    "neutral": "เป็นกลาง",
    "warm": "เป็นมิตร",
    "loyal": "ภักดี",
    "devoted": "อุทิศตน",
}
TABLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": _EN, "de": _DE, "es": _ES, "ru": _RU, "zh": _ZH, "th": _TH}
)


def said(key: str, language: str, *, name: str = "", what: str = "") -> str:
    """A clause or a word about a change; a status without words of its own as it is stored."""
    text = TABLE[tongue(language)].get(key)
    return text.format(name=name, what=what) if text is not None else key


def mood_said(attitude: int, language: str) -> str:
    """How somebody feels about the party, in one word of that language."""
    return said(mood_word(attitude), language)
