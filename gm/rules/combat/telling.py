"""The steps of a fight as lines for the table, in the languages of the shipped kits, else in English.

Lines are short and hold numbers; a narrator makes sentences of them. Each is complete by itself:
`Ada → Goblin 2 (sword): 17 against 13, a hit`.
"""

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from gm.domain.campaign import Campaign
from gm.domain.encounter import Step
from gm.rules.combat.telling_es import LINES
from gm.rules.order_words import UNARMED
from gm.rules.phrases import tongue

_EN: Final[Mapping[str, str]] = {
    "begin": "A fight: {what}",
    "round": "Round {amount}",
    "hit": "{actor} → {target} ({what}): {total} against {difficulty}, a hit",
    "critical": "{actor} → {target} ({what}): {total} against {difficulty}, a telling hit",
    "miss": "{actor} → {target} ({what}): {total} against {difficulty}, a miss",
    "aimed": "{actor} → {target}: {what}",
    "saved": "{actor} withstands {what}: {total} against {difficulty}",
    "unsaved": "{actor} does not withstand {what}: {total} against {difficulty}",
    "lost_save": "{actor} cannot withstand {what}",
    "damage": "{target} −{amount} HP{kind}",
    "heal": "{target} +{amount} HP",
    "condition": "{target}: {what}",
    "condition_ends": "{target}: {what} is over",
    "cast": "{actor} casts {what}",
    "concentration": "{actor} lets {what} go",
    "move": "{actor} goes to: {zone}",
    "dash": "{actor} runs",
    "disengage": "{actor} draws back with care",
    "dodge": "{actor} is on guard",
    "help": "{actor} helps {target}",
    "hidden": "{actor} is out of sight",
    "not_hidden": "{actor} finds no cover",
    "use": "{actor} uses {what}",
    "extra": "{actor} adds: {what}",
    "stand": "{actor} gets up",
    "dying_good": "{actor} fights for life: {total}, {amount} of {needed}",
    "dying_bad": "{actor} slips away: {total}, {amount} of {needed}",
    "dying_up": "{actor} comes to: {total}",
    "stable": "{actor} is out of danger",
    "down": "{target} goes down",
    "dead": "{target} dies",
    "recharge": "{actor}: {what} is ready again",
    "flee_wish": "{actor} has had enough and runs",
    "yield_wish": "{actor} has had enough and yields",
    "flee": "{actor} gets away",
    "surrender": "{actor} lays down arms",
    "legendary": "{actor} acts between turns: {what}",
    "lair": "The place itself stirs: {what}",
    "surprised": "{actor} is taken unawares",
    "cannot_act": "{actor} cannot act",
    "won": "The fight is won in round {amount}",
    "lost": "The fight is lost in round {amount}",
    "fled": "The party got away in round {amount}",
    "ended": "The fight ends in round {amount}",
    "summon": "{actor} calls {target}",
    "dismissed": "{target} is gone",
    "shield": "{target} is shielded: {amount} HP",
    "unarmed": "bare hands",
    "react": "{actor} steps in: {what}",
    "leave": "{actor} turns away: {zone} is left behind",
    "unmade": "{actor}: {what} comes to nothing",
}
_DE: Final[Mapping[str, str]] = {
    "begin": "Kampf: {what}",
    "round": "Runde {amount}",
    "hit": "{actor} → {target} ({what}): {total} gegen {difficulty}, Treffer",
    "critical": "{actor} → {target} ({what}): {total} gegen {difficulty}, schwerer Treffer",
    "miss": "{actor} → {target} ({what}): {total} gegen {difficulty}, verfehlt",
    "aimed": "{actor} → {target}: {what}",
    "saved": "{actor} widersteht ({what}): {total} gegen {difficulty}",
    "unsaved": "{actor} widersteht nicht ({what}): {total} gegen {difficulty}",
    "lost_save": "{actor} kann nicht widerstehen ({what})",
    "damage": "{target} −{amount} TP{kind}",
    "heal": "{target} +{amount} TP",
    "condition": "{target}: {what}",
    "condition_ends": "{target}: {what} ist vorbei",
    "cast": "{actor} wirkt {what}",
    "concentration": "{actor} lässt los: {what}",
    "move": "{actor} geht nach: {zone}",
    "dash": "{actor} rennt",
    "disengage": "{actor} löst sich vorsichtig",
    "dodge": "{actor} ist auf der Hut",
    "help": "{actor} hilft {target}",
    "hidden": "{actor} ist außer Sicht",
    "not_hidden": "{actor} findet keine Deckung",
    "use": "{actor} benutzt {what}",
    "extra": "{actor} setzt nach: {what}",
    "stand": "{actor} steht auf",
    "dying_good": "{actor} kämpft ums Leben: {total}, {amount} von {needed}",
    "dying_bad": "{actor} entgleitet: {total}, {amount} von {needed}",
    "dying_up": "{actor} kommt zu sich: {total}",
    "stable": "{actor} ist außer Gefahr",
    "down": "{target} geht zu Boden",
    "dead": "{target} stirbt",
    "recharge": "{actor}: {what} ist wieder bereit",
    "flee_wish": "{actor} hat genug und rennt",
    "yield_wish": "{actor} hat genug und ergibt sich",
    "flee": "{actor} entkommt",
    "surrender": "{actor} legt die Waffen nieder",
    "legendary": "{actor} handelt zwischen den Zügen: {what}",
    "lair": "Der Ort selbst regt sich: {what}",
    "surprised": "{actor} ist überrascht",
    "cannot_act": "{actor} kann nicht handeln",
    "won": "Der Kampf ist in Runde {amount} gewonnen",
    "lost": "Der Kampf ist in Runde {amount} verloren",
    "fled": "Die Gruppe ist in Runde {amount} entkommen",
    "ended": "Der Kampf endet in Runde {amount}",
    "summon": "{actor} ruft {target}",
    "dismissed": "{target} ist fort",
    "shield": "{target} ist geschützt: {amount} TP",
    "unarmed": "bloße Hände",
    "react": "{actor} greift ein: {what}",
    "leave": "{actor} wendet sich ab und verlässt: {zone}",
    "unmade": "{actor}: {what} verpufft",
}
_RU: Final[Mapping[str, str]] = {
    "begin": "Бой: {what}",
    "round": "Раунд {amount}",
    "hit": "{actor} → {target} ({what}): {total} против {difficulty}, попадание",
    "critical": "{actor} → {target} ({what}): {total} против {difficulty}, тяжёлое попадание",
    "miss": "{actor} → {target} ({what}): {total} против {difficulty}, мимо",
    "aimed": "{actor} → {target}: {what}",
    "saved": "{actor}: устоять ({what}), {total} против {difficulty}, удалось",
    "unsaved": "{actor}: устоять ({what}), {total} против {difficulty}, не удалось",
    "lost_save": "{actor}: устоять невозможно ({what})",
    "damage": "{target} −{amount} ОЗ{kind}",
    "heal": "{target} +{amount} ОЗ",
    "condition": "{target}: {what}",
    "condition_ends": "{target}: {what} проходит",
    "cast": "{actor}: заклинание, {what}",
    "concentration": "{actor}: {what} больше не держится",
    "move": "{actor} идёт: {zone}",
    "dash": "{actor}: бегом",
    "disengage": "{actor}: осторожный отход",
    "dodge": "{actor} настороже",
    "help": "{actor}: помощь, {target}",
    "hidden": "{actor}: вне поля зрения",
    "not_hidden": "{actor}: укрытия не нашлось",
    "use": "{actor}: в ход идёт {what}",
    "extra": "{actor} добавляет: {what}",
    "stand": "{actor} поднимается",
    "dying_good": "{actor} борется за жизнь: {total}, {amount} из {needed}",
    "dying_bad": "{actor} уходит: {total}, {amount} из {needed}",
    "dying_up": "{actor} приходит в себя: {total}",
    "stable": "{actor} вне опасности",
    "down": "{target} падает",
    "dead": "{target} умирает",
    "recharge": "{actor}: {what} снова наготове",
    "flee_wish": "{actor}: с меня хватит, бегство",
    "yield_wish": "{actor}: с меня хватит, сдача",
    "flee": "{actor}: удалось уйти",
    "surrender": "{actor} складывает оружие",
    "legendary": "{actor} действует между ходами: {what}",
    "lair": "Само место оживает: {what}",
    "surprised": "{actor}: врасплох",
    "cannot_act": "{actor} не может действовать",
    "won": "Бой выигран, раундов: {amount}",
    "lost": "Бой проигран, раундов: {amount}",
    "fled": "Отряд ушёл, раундов: {amount}",
    "ended": "Бой окончен, раундов: {amount}",
    "summon": "{actor} призывает: {target}",
    "dismissed": "{target} исчезает",
    "shield": "{target} под защитой: {amount} ОЗ",
    "unarmed": "голые руки",
    "react": "{actor} вмешивается: {what}",
    "leave": "{actor} отворачивается и уходит: {zone}",
    "unmade": "{actor}: {what} рассыпается впустую",
}
_ZH: Final[Mapping[str, str]] = {
    "begin": "战斗：{what}",
    "round": "第{amount}轮",
    "hit": "{actor} → {target}（{what}）：{total}对{difficulty}，命中",
    "critical": "{actor} → {target}（{what}）：{total}对{difficulty}，重击",
    "miss": "{actor} → {target}（{what}）：{total}对{difficulty}，落空",
    "aimed": "{actor} → {target}：{what}",
    "saved": "{actor}抵住了{what}：{total}对{difficulty}",
    "unsaved": "{actor}没能抵住{what}：{total}对{difficulty}",
    "lost_save": "{actor}无法抵抗{what}",
    "damage": "{target} −{amount}生命{kind}",
    "heal": "{target} +{amount}生命",
    "condition": "{target}：{what}",
    "condition_ends": "{target}：{what}结束",
    "cast": "{actor}施展{what}",
    "concentration": "{actor}放开了{what}",
    "move": "{actor}前往：{zone}",
    "dash": "{actor}奔跑",
    "disengage": "{actor}小心后撤",
    "dodge": "{actor}凝神戒备",
    "help": "{actor}协助{target}",
    "hidden": "{actor}隐去身形",
    "not_hidden": "{actor}找不到掩护",
    "use": "{actor}使用{what}",
    "extra": "{actor}追加：{what}",
    "stand": "{actor}站起身来",
    "dying_good": "{actor}与死神相搏：{total}，{needed}之{amount}",
    "dying_bad": "{actor}渐渐远去：{total}，{needed}之{amount}",
    "dying_up": "{actor}醒了过来：{total}",
    "stable": "{actor}脱离险境",
    "down": "{target}倒下",
    "dead": "{target}死去",
    "recharge": "{actor}：{what}再次就绪",
    "flee_wish": "{actor}无心再战，转身就跑",
    "yield_wish": "{actor}无心再战，选择投降",
    "flee": "{actor}逃脱了",
    "surrender": "{actor}放下武器",
    "legendary": "{actor}在回合之间行动：{what}",
    "lair": "此地自己动了起来：{what}",
    "surprised": "{actor}措手不及",
    "cannot_act": "{actor}无法行动",
    "won": "战斗在{amount}轮后获胜",
    "lost": "战斗在{amount}轮后失败",
    "fled": "队伍在{amount}轮后脱身",
    "ended": "战斗在{amount}轮后结束",
    "summon": "{actor}召来{target}",
    "dismissed": "{target}消失了",
    "shield": "{target}得到护持：{amount}点",
    "unarmed": "赤手空拳",
    "react": "{actor}出手：{what}",
    "leave": "{actor}转身离开：{zone}",
    "unmade": "{actor}：{what}化为乌有",
}
_TH: Final[Mapping[str, str]] = {
    "begin": "การต่อสู้: {what}",
    "round": "รอบที่ {amount}",
    "hit": "{actor} → {target} ({what}): {total} ต่อ {difficulty} โดน",
    "critical": "{actor} → {target} ({what}): {total} ต่อ {difficulty} โดนเต็มแรง",
    "miss": "{actor} → {target} ({what}): {total} ต่อ {difficulty} พลาด",
    "aimed": "{actor} → {target}: {what}",
    "saved": "{actor} ต้าน{what}ได้: {total} ต่อ {difficulty}",
    "unsaved": "{actor} ต้าน{what}ไม่ได้: {total} ต่อ {difficulty}",
    "lost_save": "{actor} ไม่มีทางต้าน{what}",
    "damage": "{target} −{amount} พลังชีวิต{kind}",
    "heal": "{target} +{amount} พลังชีวิต",
    "condition": "{target}: {what}",
    "condition_ends": "{target}: {what} สิ้นสุดแล้ว",
    "cast": "{actor} ร่าย{what}",
    "concentration": "{actor} ปล่อย{what}ไป",
    "move": "{actor} ไปที่: {zone}",
    "dash": "{actor} วิ่ง",
    "disengage": "{actor} ถอยอย่างระวัง",
    "dodge": "{actor} ตั้งท่าระวัง",
    "help": "{actor} ช่วย {target}",
    "hidden": "{actor} พ้นสายตา",
    "not_hidden": "{actor} หาที่กำบังไม่ได้",
    "use": "{actor} ใช้{what}",
    "extra": "{actor} เสริม: {what}",
    "stand": "{actor} ลุกขึ้น",
    "dying_good": "{actor} สู้เพื่อชีวิต: {total} ({amount} จาก {needed})",
    "dying_bad": "{actor} กำลังจากไป: {total} ({amount} จาก {needed})",
    "dying_up": "{actor} ฟื้นขึ้นมา: {total}",
    "stable": "{actor} พ้นอันตราย",
    "down": "{target} ล้มลง",
    "dead": "{target} ตาย",
    "recharge": "{actor}: {what} พร้อมอีกครั้ง",
    "flee_wish": "{actor} พอแล้วและวิ่งหนี",
    "yield_wish": "{actor} พอแล้วและยอมแพ้",
    "flee": "{actor} หนีไปได้",
    "surrender": "{actor} วางอาวุธ",
    "legendary": "{actor} ลงมือระหว่างตา: {what}",
    "lair": "สถานที่เองขยับไหว: {what}",
    "surprised": "{actor} ตั้งตัวไม่ทัน",
    "cannot_act": "{actor} ทำอะไรไม่ได้",
    "won": "ชนะการต่อสู้หลัง {amount} รอบ",
    "lost": "แพ้การต่อสู้หลัง {amount} รอบ",
    "fled": "คณะหนีพ้นหลัง {amount} รอบ",
    "ended": "การต่อสู้จบหลัง {amount} รอบ",
    "summon": "{actor} เรียก {target}",
    "dismissed": "{target} หายไป",
    "shield": "{target} มีเกราะคุ้ม: {amount} พลังชีวิต",
    "unarmed": "มือเปล่า",
    "react": "{actor} เข้าช่วย: {what}",
    "leave": "{actor} หันหลังออกจาก: {zone}",
    "unmade": "{actor}: {what} สูญเปล่า",
}
TABLE: Final[Mapping[str, Mapping[str, str]]] = MappingProxyType(
    {"en": _EN, "de": _DE, "es": LINES, "ru": _RU, "zh": _ZH, "th": _TH}
)
_SILENT: Final = frozenset({"turn", "wait"})


def fight_lines(campaign: Campaign, steps: Iterable[Step]) -> tuple[str, ...]:
    """What happened, a line each; what nobody needs to read is left out. `campaign`: with the creatures in it."""
    table = TABLE[tongue(campaign.language)]
    lines = (_line(campaign, table, step) for step in steps if step.kind not in _SILENT)
    return tuple(line for line in lines if line)


def _line(campaign: Campaign, table: Mapping[str, str], step: Step) -> str:
    key = _KEYS[step.kind](step) if step.kind in _KEYS else step.kind
    if key not in table:
        return ""
    kind = campaign.ruleset.damage_types.get(step.detail, "") if step.kind == "damage" else ""
    line = table[key].format(
        actor=name_of(campaign, step.actor),
        target=name_of(campaign, step.target),
        what=_what(campaign, table, step),
        amount=step.amount,
        total=_total(step),
        difficulty=step.difficulty,
        needed=campaign.ruleset.dying.needed,
        zone=step.zone,
        kind=f" ({kind})" if kind else "",
    )
    return line[:1].upper() + line[1:]


def _total(step: Step) -> int | str:
    """What a roll came to: where others have changed it, `amount` says so."""
    if step.amount is not None and step.kind in ("attack", "save"):
        return step.amount
    return step.roll.total if step.roll is not None else ""


def _attack(step: Step) -> str:
    if step.success is None or step.roll is None:
        return "aimed"
    return "critical" if step.critical else "hit" if step.success else "miss"


def _save(step: Step) -> str:
    if step.roll is None:
        return "lost_save"
    return "saved" if step.success else "unsaved"


def _dying(step: Step) -> str:
    return "dying_up" if step.critical else "dying_good" if step.success else "dying_bad"


_KEYS: Final[Mapping[str, Callable[[Step], str]]] = {
    "attack": _attack,
    "save": _save,
    "dying": _dying,
    "cast": lambda step: "unmade" if step.success is False else "cast",
    "hide": lambda step: "hidden" if step.success else "not_hidden",
    "morale": lambda step: "flee_wish" if step.detail == "flee" else "yield_wish",
    "skip": lambda step: step.detail,
    "recharge": lambda step: "recharge" if step.success else "",
    "concentration": lambda step: "" if step.success else "concentration",
    "summon": lambda step: "summon" if step.success else "dismissed",
    "end": lambda step: step.detail,
}


def name_of(campaign: Campaign, who: str) -> str:
    """What people call somebody in the fight."""
    person = campaign.anyone(who)
    return person.name if person else who


def what_of(campaign: Campaign, step: Step) -> str:
    """What a step's detail is called, in the campaign's language."""
    return _what(campaign, TABLE[tongue(campaign.language)], step)


def _what(campaign: Campaign, table: Mapping[str, str], step: Step) -> str:
    """What a step's detail is called: an attack, an item, a spell, a condition, an attribute, a fight."""
    rules, detail = campaign.ruleset, step.detail
    if detail == UNARMED:
        return table["unarmed"]
    reaction = rules.reaction(detail) if step.kind == "react" else None
    if reaction is not None:
        return reaction.label
    if step.kind == "begin":
        plan = campaign.encounter(detail)
        return plan.title if plan else detail
    if step.kind == "extra":
        return next((each.name for _, each in rules.all_features() if each.id == detail), detail)
    named = campaign.item(detail) or rules.spell(detail) or rules.condition(detail) or rules.attribute(detail)
    if named is not None:
        return named.name
    for who in (step.actor, step.target):
        person = campaign.anyone(who)
        own = person.sheet.attacks if person is not None else ()
        found = next((each.name for each in own if each.id == detail), "")
        if found:
            return found
    skill = rules.skill(detail)
    return skill.name if skill else detail
