"""Every sentence that the rules themselves say to a table, in the languages of the shipped kit, else in English.

Names are put in as the campaign writes them. In English a common noun gets its article: `{the}`, `{no}`.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final, Literal

Phrase = Literal[
    "no_way", "ways", "no_ways", "not_here", "not_held", "fixed", "nobody", "danger", "absent",
    "backs_off", "down", "dead", "gone", "done_already", "could_not", "chooses", "comes_to", "spent", "roll",
    "back_off", "already_down", "cannot_walk", "no_open_way", "not_lying", "nobody_holds", "does_not_hold",
    "dead_already", "gone_away", "not_playing", "place_elsewhere", "nobody_present", "unknown", "cannot_try",
    "has_already", "not_enough", "which", "beyond", "arrives", "departs",
]  # fmt: skip
"""What can be said. Each language of the table says all of it."""

_EN: Final[Mapping[str, str]] = {
    "no_way": "No way leads from here to {the}.",
    "ways": "From here you can go to {ways}.",
    "no_ways": "There is no way out of here that anybody can see.",
    "not_here": "There is {no} here to take.",
    "not_held": "{who} has {no} to give.",
    "fixed": "{The} cannot be carried away.",
    "nobody": "There is no such opponent here.",
    "danger": "Nobody can rest here now.",
    "absent": "{Name} is not here.",
    "backs_off": "{who} thinks better of it.",
    "down": "{who} is down and cannot act.",
    "dead": "{who} is dead and cannot act.",
    "gone": "{who} is gone and cannot act.",
    "done_already": "That has been done already.",
    "could_not": "One thing does not happen. {reason}",
    "chooses": "{who} chooses: {name}",
    "comes_to": "{who} comes to after a long while, weak and aching; what was meant to be done is not done.",
    "spent": "Nothing comes of it.",
    "roll": "Roll",
    "back_off": "Back off",
    "already_down": "{who} is already down.",
    "cannot_walk": "{who} is down and cannot walk.",
    "no_open_way": "No open way leads to {the}.",
    "not_lying": "There is {no} lying here.",
    "nobody_holds": "Nobody here has {the}.",
    "does_not_hold": "{who} has {no}.",
    "dead_already": "{who} is dead.",
    "gone_away": "{who} is gone.",
    "not_playing": "{who} is not with the party.",
    "place_elsewhere": "{The} is not here.",
    "nobody_present": "Nobody of the party is here.",
    "unknown": "There is nothing by the name of {name}.",
    "cannot_try": "Nobody here can try that.",
    "has_already": "{who} has {the} already.",
    "not_enough": "There is not enough of {the} to take.",
    "which": "It is not plain which one is meant: {ways}.",
    "beyond": "The world does not bend so far: that is beyond {who}.",
    "arrives": "{who} arrives and joins the party.",
    "departs": "{who} leaves the party.",
}
_DE: Final[Mapping[str, str]] = {
    "no_way": "Von hier führt kein Weg zu: {name}.",
    "ways": "Von hier geht es nach: {ways}.",
    "no_ways": "Ein Weg hinaus ist hier nicht zu sehen.",
    "not_here": "Hier liegt nichts dergleichen: {name}.",
    "not_held": "{who} hat das nicht zur Hand: {name}.",
    "fixed": "Das lässt sich nicht forttragen: {name}.",
    "nobody": "Einen solchen Gegner gibt es hier nicht.",
    "danger": "Hier kommt jetzt niemand zur Ruhe.",
    "absent": "Hier nicht anzutreffen: {name}.",
    "backs_off": "{who} überlegt es sich anders.",
    "down": "{who} liegt am Boden und kann nicht handeln.",
    "dead": "{who} ist tot und kann nicht handeln.",
    "gone": "{who} ist fort und kann nicht handeln.",
    "done_already": "Das ist schon getan.",
    "could_not": "Eines geschieht nicht. {reason}",
    "chooses": "{who} wählt: {name}",
    "comes_to": "{who} kommt nach langer Zeit zu sich, schwach und zerschlagen; das Vorhaben ist liegen geblieben.",
    "spent": "Daraus wird nichts.",
    "roll": "Würfeln",
    "back_off": "Zurückziehen",
    "already_down": "{who} liegt schon am Boden.",
    "cannot_walk": "{who} liegt am Boden und kann nicht gehen.",
    "no_open_way": "Kein offener Weg führt zu: {name}.",
    "not_lying": "Das liegt hier nicht: {name}.",
    "nobody_holds": "Niemand hier hat das: {name}.",
    "does_not_hold": "{who} hat das nicht: {name}.",
    "dead_already": "{who} ist tot.",
    "gone_away": "{who} ist fort.",
    "not_playing": "{who} gehört nicht zur Gruppe.",
    "place_elsewhere": "Das ist nicht hier: {name}.",
    "nobody_present": "Von der Gruppe ist niemand hier.",
    "unknown": "Etwas mit diesem Namen gibt es nicht: {name}.",
    "cannot_try": "Das kann hier niemand versuchen.",
    "has_already": "{who} hat das schon: {name}.",
    "not_enough": "Davon ist nicht genug da: {name}.",
    "which": "Unklar ist, was davon gemeint ist: {ways}.",
    "beyond": "So weit gibt die Welt nicht nach: Das kann {who} nicht.",
    "arrives": "{who} kommt hinzu und schließt sich der Gruppe an.",
    "departs": "{who} verlässt die Gruppe.",
}
_RU: Final[Mapping[str, str]] = {
    "no_way": "Отсюда туда дороги нет: {name}.",
    "ways": "Отсюда можно пройти: {ways}.",
    "no_ways": "Выхода отсюда не видно.",
    "not_here": "Здесь этого нет: {name}.",
    "not_held": "Этого нет под рукой: {name}.",
    "fixed": "Это не унести: {name}.",
    "nobody": "Такого противника здесь нет.",
    "danger": "Здесь сейчас не отдохнуть.",
    "absent": "Здесь нет никого с этим именем: {name}.",
    "backs_off": "{who}: лучше не стоит.",
    "down": "{who} лежит без сил и не может действовать.",
    "dead": "{who} больше не дышит и не может действовать.",
    "gone": "{who} уже далеко и не может действовать.",
    "done_already": "Это уже сделано.",
    "could_not": "Одного не происходит. {reason}",
    "chooses": "{who} выбирает: {name}",
    "comes_to": "{who} не скоро приходит в себя: слабость, всё болит, а задуманное так и не сделано.",
    "spent": "Из этого ничего не выходит.",
    "roll": "Бросить кости",
    "back_off": "Отступить",
    "already_down": "{who} уже лежит без сил.",
    "cannot_walk": "{who} лежит без сил и не может идти.",
    "no_open_way": "Открытой дороги туда нет: {name}.",
    "not_lying": "Этого здесь нет: {name}.",
    "nobody_holds": "Этого здесь ни у кого нет: {name}.",
    "does_not_hold": "Нет при себе у {who}: {name}.",
    "dead_already": "{who} больше не дышит.",
    "gone_away": "{who} уже далеко.",
    "not_playing": "{who} не в отряде.",
    "place_elsewhere": "Это не здесь: {name}.",
    "nobody_present": "Из отряда здесь никого нет.",
    "unknown": "Ничего с таким именем нет: {name}.",
    "cannot_try": "Здесь некому это сделать.",
    "has_already": "Это уже есть, и владеет этим {who}: {name}.",
    "not_enough": "Этого здесь не хватает: {name}.",
    "which": "Неясно, о чём речь: {ways}.",
    "beyond": "{who} этого не может: мир так не устроен.",
    "arrives": "Появляется {who} и присоединяется к отряду.",
    "departs": "{who} покидает отряд.",
}
_ZH: Final[Mapping[str, str]] = {
    "no_way": "这里没有路通往{name}。",
    "ways": "从这里可以去：{ways}。",
    "no_ways": "这里看不到出路。",
    "not_here": "这里没有{name}可拿。",
    "not_held": "{who}手上没有{name}。",
    "fixed": "{name}带不走。",
    "nobody": "这里没有这样的对手。",
    "danger": "现在这里无法休息。",
    "absent": "{name}不在这里。",
    "backs_off": "{who}改变了主意。",
    "down": "{who}倒在地上，无法行动。",
    "dead": "{who}已经死去，无法行动。",
    "gone": "{who}已经离开，无法行动。",
    "done_already": "这件事已经做过了。",
    "could_not": "有一件事没有发生。{reason}",
    "chooses": "{who}选择：{name}",
    "comes_to": "过了很久，{who}才醒过来，虚弱而疼痛;原本想做的事没有做成。",
    "spent": "什么也没有做成。",
    "roll": "掷骰",
    "back_off": "放弃",
    "already_down": "{who}已经倒下了。",
    "cannot_walk": "{who}倒在地上，走不了。",
    "no_open_way": "没有开放的路通往{name}。",
    "not_lying": "这里没有{name}。",
    "nobody_holds": "这里没有人带着{name}。",
    "does_not_hold": "{who}没有{name}。",
    "dead_already": "{who}已经死了。",
    "gone_away": "{who}已经离开了。",
    "not_playing": "{who}不在队伍里。",
    "place_elsewhere": "{name}不在这里。",
    "nobody_present": "队伍里没有人在这里。",
    "unknown": "没有叫{name}的东西。",
    "cannot_try": "这里没有人能尝试。",
    "has_already": "{who}已经有{name}了。",
    "not_enough": "{name}不够拿。",
    "which": "不清楚指的是哪一个：{ways}。",
    "beyond": "世事并非如此：{who}做不到。",
    "arrives": "{who}到来，加入了队伍。",
    "departs": "{who}离开了队伍。",
}
_TH: Final[Mapping[str, str]] = {
    "no_way": "จากที่นี่ไม่มีทางไป{name}",
    "ways": "จากที่นี่ไปได้: {ways}",
    "no_ways": "มองไม่เห็นทางออกจากที่นี่",
    "not_here": "ที่นี่ไม่มี{name}ให้หยิบ",
    "not_held": "{who}ไม่มี{name}อยู่ในมือ",
    "fixed": "{name}ยกไปไม่ได้",
    "nobody": "ที่นี่ไม่มีคู่ต่อสู้เช่นนั้น",
    "danger": "ตอนนี้ที่นี่พักไม่ได้",
    "absent": "{name}ไม่ได้อยู่ที่นี่",
    "backs_off": "{who}เปลี่ยนใจ",
    "down": "{who}ล้มอยู่และทำอะไรไม่ได้",
    "dead": "{who}ตายแล้วและทำอะไรไม่ได้",
    "gone": "{who}จากไปแล้วและทำอะไรไม่ได้",
    "done_already": "เรื่องนี้ทำไปแล้ว",
    "could_not": "มีอย่างหนึ่งที่ไม่เกิดขึ้น {reason}",
    "chooses": "{who}เลือก: {name}",
    "comes_to": "เวลาผ่านไปนานกว่า{who}จะฟื้น อ่อนแรงและปวดไปทั้งตัว สิ่งที่ตั้งใจไว้ยังไม่ได้ทำ",
    "spent": "ไม่มีอะไรสำเร็จ",
    "roll": "ทอยเต๋า",
    "back_off": "ถอย",
    "already_down": "{who}ล้มอยู่แล้ว",
    "cannot_walk": "{who}ล้มอยู่และเดินไม่ได้",
    "no_open_way": "ไม่มีทางที่เปิดอยู่ไป{name}",
    "not_lying": "ที่นี่ไม่มี{name}วางอยู่",
    "nobody_holds": "ที่นี่ไม่มีใครมี{name}",
    "does_not_hold": "{who}ไม่มี{name}",
    "dead_already": "{who}ตายแล้ว",
    "gone_away": "{who}จากไปแล้ว",
    "not_playing": "{who}ไม่ได้อยู่ในกลุ่ม",
    "place_elsewhere": "{name}ไม่ได้อยู่ที่นี่",
    "nobody_present": "ไม่มีใครในกลุ่มอยู่ที่นี่",
    "unknown": "ไม่มีสิ่งที่ชื่อ{name}",
    "cannot_try": "ที่นี่ไม่มีใครลองทำได้",
    "has_already": "{who}มี{name}อยู่แล้ว",
    "not_enough": "{name}มีไม่พอให้หยิบ",
    "which": "หมายถึงอันไหน: {ways}",
    "beyond": "โลกไม่ได้เป็นเช่นนั้น {who}ทำไม่ได้",
    "arrives": "{who}มาถึงและเข้าร่วมกลุ่ม",
    "departs": "{who}แยกตัวจากกลุ่ม",
}
TABLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": _EN, "de": _DE, "ru": _RU, "zh": _ZH, "th": _TH}
)
_INDEFINITE: Final = ("a ", "an ", "some ")
_DETERMINED: Final = ("the ", "a ", "an ", "his ", "her ", "their ", "some ", "two ", "three ")


def tongue(language: str) -> str:
    """The language of a tag (`de-AT` → `de`) if the table has it, else `en`."""
    found = language.split("-")[0].lower()
    return found if found in TABLE else "en"


def phrase(key: Phrase, language: str, *, name: str = "", who: str = "", reason: str = "", ways: str = "") -> str:
    """One sentence (a label has no full stop). `name` is a thing or place, `who` a person, `reason` a sentence."""
    the, bare = definite(name), without_article(name)
    return TABLE[tongue(language)][key].format(
        name=name,
        Name=_raised(name),
        the=the,
        The=_raised(the),
        no=f"no {bare}",
        who=_raised(who),
        reason=reason,
        ways=ways,
    )


def listed_ways(names: Iterable[str], language: str) -> str:
    """The names of places as one list: `High Street`; in English `the Loft or River Road`."""
    spoken = tongue(language)
    if spoken != "en":
        return ("、" if spoken == "zh" else ", ").join(names)
    *first, last = [definite(name) for name in names] or [""]
    return f"{', '.join(first)} or {last}" if first else last


def definite(name: str) -> str:
    """An English name as it stands within a sentence: `rope` → `the rope`; `The Loft` → `the Loft`; `High Street`."""
    if name[:4] == "The ":
        return f"the {name[4:]}"
    if name.startswith(_INDEFINITE):
        return f"the {name.split(' ', 1)[1]}"
    if not name or not name[0].islower() or name.startswith(_DETERMINED):
        return name
    return f"the {name}"


def without_article(name: str) -> str:
    """`the rope` → `rope`."""
    return name.split(" ", 1)[1] if name.lower().startswith(("the ", *_INDEFINITE)) else name


def _raised(text: str) -> str:
    return text[:1].upper() + text[1:]
