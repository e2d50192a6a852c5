"""Rules that stand in no kit under a name of their own, by the words that people type: advantage, hit points, a saving
throw, whose turn it is. What is said comes from the kit that is played. Pure.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from gm.rules.rule_sentences import Sentences

NOTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "check": (
        "check", "checks", "roll", "rolls", "dice", "Probe", "Proben", "Wurf", "würfel*", "prueba",
        "pruebas", "tirada*",
        "dados", "проверк*", "бросок", "броск*", "кости", "检定", "掷骰", "骰子", "การตรวจสอบ", "ทอย", "ลูกเต๋า",
    ),
    "advantage": (
        "advantage", "disadvantage", "Vorteil", "Vorteile", "Nachteil", "Nachteile", "ventaja*", "desventaja*",
        "преимуществ*", "помех*", "优势", "劣势", "ได้เปรียบ", "เสียเปรียบ",
    ),
    "hit_points": (
        "hit points", "hit point", "hp", "health", "dying", "death", "Trefferpunkte*", "TP",
        "Lebenspunkte*", "sterben",
        "Tod", "puntos de golpe", "puntos de vida", "pg", "vida", "morir", "muerte",
        "очки здоровья", "очков здоровья",
        "хит*", "здоровь*", "ОЗ", "умира*", "смерт*", "生命值", "血量", "濒死", "死亡", "พลังชีวิต", "ความตาย",
    ),
    "initiative": (
        "initiative", "turn order", "order", "combat", "fight", "fights", "Initiative",
        "Reihenfolge", "Kampf", "iniciativa",
        "combate", "orden de turno", "инициатив*", "очередност*", "бой", "боя", "先攻", "先手", "战斗",
        "ลำดับ", "การต่อสู้",
    ),
    "save": (
        "saving throw", "saving throws", "save", "saves", "Rettungswurf", "Rettungswürfe*", "tirada de salvación",
        "salvaci*", "tiradas de salvación", "спасброс*", "спасательн*", "豁免", "ทอยป้องกัน",
    ),
    "difficulty": (
        "difficulty", "difficulties", "difficulty class", "dc", "Schwierigkeit*", "SG",
        "dificultad*", "cd", "сложност*",
        "难度", "ค่าความยาก", "ความยาก",
    ),
    "critical": (
        "critical", "criticals", "critical hit", "crit", "crits", "fumble", "natural 20", "kritisch*", "Krit",
        "kritischer Treffer", "crític*", "golpe crítico", "крит*", "критическ*", "暴击", "大成功", "大失败", "重击",
        "คริติคอล",
    ),
    "degrees": (
        "success", "failure", "degrees", "Erfolg", "Fehlschlag", "éxito*", "fallo*", "успех*", "провал*", "成功",
        "失败", "สำเร็จ", "ล้มเหลว",
    ),
    "attack": (
        "attack", "attacks", "attacking", "Angriff*", "angreifen", "ataque*", "atacar", "атак*", "攻击", "โจมตี",
    ),
    "damage": (
        "damage", "resistance", "Schaden", "Resistenz*", "daño*", "resistencia*", "урон*",
        "сопротивлен*", "устойчив*",
        "伤害", "抗性", "ความเสียหาย", "ต้านทาน",
    ),
    "growth": (
        "experience", "xp", "level", "levels", "level up", "levelling", "Erfahrung*", "EP", "Stufe", "Stufen",
        "Stufenaufstieg", "experiencia", "nivel*", "опыт*", "уровн*", "уровень", "经验", "等级", "升级",
        "ประสบการณ์", "ระดับ",
    ),
    "concentration": ("concentration", "Konzentration", "concentración", "концентрац*", "专注", "สมาธิ"),
    "turn": (
        "turn", "turns", "action", "actions", "move", "movement", "Zug", "Aktion*", "Bewegung", "turno*", "acción",
        "acciones", "movimiento", "ход", "хода", "действи*", "回合", "行动", "移动", "เทิร์น", "แอ็กชัน", "การเคลื่อนที่",
    ),
    "opportunity": (
        "opportunity attack", "opportunity attacks", "attack of opportunity", "disengage", "Gelegenheitsangriff*",
        "ataque de oportunidad", "ataques de oportunidad", "внеочередная атака", "внеочередн*",
        "借机攻击", "โจมตีฉวยโอกาส",
    ),
    "surprise": (
        "surprise", "surprised", "Überraschung", "überrascht", "sorpres*", "внезапн*", "врасплох", "突袭", "จู่โจม",
    ),
}  # fmt: skip
"""What a player may look up → the words for it. The first six languages' words stand together: whoever plays may type
in any of them. A `*` stands for any ending."""
TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "check": ("Checks", "Proben", "Pruebas", "Проверки", "检定", "การตรวจสอบ"),
    "advantage": ("Advantage and disadvantage", "Vorteil und Nachteil", "Ventaja y desventaja", "Преимущество и помеха",
                  "优势与劣势", "ได้เปรียบและเสียเปรียบ"),
    "hit_points": ("Hit points", "Trefferpunkte", "Puntos de golpe", "Очки здоровья", "生命值", "พลังชีวิต"),
    "initiative": ("Initiative", "Initiative", "Iniciativa", "Инициатива", "先攻", "ลำดับการต่อสู้"),
    "save": ("Saving throw", "Rettungswurf", "Tirada de salvación", "Спасбросок", "豁免", "ทอยป้องกัน"),
    "difficulty": ("Difficulty", "Schwierigkeit", "Dificultad", "Сложность", "难度", "ค่าความยาก"),
    "critical": ("Critical", "Kritisch", "Crítico", "Критический бросок", "大成功与大失败", "คริติคอล"),
    "degrees": ("How it comes out", "Wie es ausgeht", "Cómo sale", "Исходы", "结果", "ผลลัพธ์"),
    "attack": ("Attack", "Angriff", "Ataque", "Атака", "攻击", "การโจมตี"),
    "damage": ("Damage", "Schaden", "Daño", "Урон", "伤害", "ความเสียหาย"),
    "growth": ("Growing", "Stufen und Erfahrung", "Niveles y experiencia", "Рост", "成长", "การเติบโต"),
    "concentration": ("Concentration", "Konzentration", "Concentración", "Концентрация", "专注", "สมาธิ"),
    "turn": ("A turn", "Ein Zug", "Un turno", "Ход", "回合", "เทิร์น"),
    "opportunity": ("Walking away", "Weggehen im Kampf", "Alejarse", "Отход в бою", "脱离", "การเดินหนี"),
    "surprise": ("Surprise", "Überraschung", "Sorpresa", "Внезапность", "突袭", "การจู่โจม"),
}  # fmt: skip
_ACTIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "attack": ("attack", "angreifen", "atacar", "атаковать", "攻击", "โจมตี"),
    "cast": ("cast", "zaubern", "lanzar un conjuro", "колдовать", "施法", "ร่ายเวท"),
    "dash": ("run", "rennen", "correr", "бежать", "疾走", "วิ่ง"),
    "disengage": ("get away unharmed", "sich lösen", "retirarse", "отступить осторожно", "脱离", "ผละออก"),
    "dodge": ("dodge", "ausweichen", "esquivar", "уклоняться", "闪避", "หลบ"),
    "help": ("help", "helfen", "ayudar", "помочь", "协助", "ช่วย"),
    "hide": ("hide", "sich verstecken", "esconderse", "спрятаться", "躲藏", "ซ่อน"),
    "ready": ("be ready", "sich bereithalten", "prepararse", "приготовиться", "准备", "เตรียมพร้อม"),
    "use": ("use a thing", "etwas benutzen", "usar algo", "применить вещь", "使用物品", "ใช้ของ"),
    "flee": ("flee", "fliehen", "huir", "бежать прочь", "逃跑", "หนี"),
    "surrender": ("surrender", "sich ergeben", "rendirse", "сдаться", "投降", "ยอมแพ้"),
    "stand": ("stand up", "aufstehen", "levantarse", "встать", "起身", "ลุกขึ้น"),
    "wait": ("wait", "warten", "esperar", "ждать", "等待", "รอ"),
}


def notions_of(told: Sentences) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """(id, title, sentences) of every notion that the kit knows something of."""
    for notion, make in _MAKERS.items():
        says = tuple(make(told))
        if says:
            yield notion, told.pick(TITLES[notion]), says


def _check(told: Sentences) -> Iterator[str]:
    if told.rules.instead_of_dice is not None:
        asked = told.rules.instead_of_dice
        yield told.say("no_dice", what=f"{asked.question} {told.joined(each.label for each in asked.options)}.")
        return
    how = told.rules.procedure()
    adds = how.adds_bonus and "{" not in how.dice
    yield told.say("check", dice=how.dice) if adds else told.say("check_pool", dice=told.dice(how.dice))
    if how.counts_from:
        yield told.say("each_die", number=how.counts_from)
    if how.compare == "under":
        yield told.say("under")
    else:
        yield told.say("fixed" if how.fixed else "against")
    yield from _degrees(told)


def _degrees(told: Sentences) -> Iterator[str]:
    if told.rules.instead_of_dice is None:
        yield told.say("degrees", what=told.joined(each.label for each in told.rules.degrees))


def _advantage(told: Sentences) -> Iterator[str]:
    if told.rules.instead_of_dice is None:
        yield told.say("advantage")


def _hit_points(told: Sentences) -> Iterator[str]:
    dying = told.rules.dying
    yield told.say("hit_points")
    yield told.say(f"dying_{dying.mode}", dice=dying.dice, number=dying.difficulty, needed=dying.needed)
    healing = [each.name for each in told.rules.rests if each.hp]
    if healing:
        yield told.say("healed_by", what=told.joined(healing))


def _initiative(told: Sentences) -> Iterator[str]:
    combat = told.rules.combat
    bonus = combat.initiative_bonus.strip()
    plus = "" if bonus in ("", "0") else f" + {told.called_in(bonus)}"
    yield told.say(f"order_{combat.order}", dice=combat.initiative, plus=plus)


def _save(told: Sentences) -> Iterator[str]:
    if told.rules.combat.order != "none" and not told.rules.procedure().fixed:
        yield told.say("save", dice=told.dice(told.rules.procedure().dice))


def _difficulty(told: Sentences) -> Iterator[str]:
    if told.rules.instead_of_dice is not None:
        return
    if told.rules.procedure().fixed:
        yield told.say("fixed")
        return
    named = sorted(told.rules.difficulties.items(), key=lambda pair: pair[1])
    yield told.say("difficulty", what=told.joined(f"{told.rules.difficulty_name(each)} {n}" for each, n in named))


def _critical(told: Sentences) -> Iterator[str]:
    faces = [f"{each.natural}: {each.label}" for each in told.rules.degrees if each.natural is not None]
    if faces:
        yield told.say("critical", what=told.joined(faces))
    if told.rules.combat.critical != "none" and told.rules.combat.order != "none":
        yield told.say(f"critical_{told.rules.combat.critical}")


def _attack(told: Sentences) -> Iterator[str]:
    combat = told.rules.combat
    if combat.order == "none":
        return
    with_what = told.names(
        each for each in (combat.attack_skill or told.rules.default_skill, combat.shoot_skill) if each
    )
    key = "attack_spotlight" if combat.order == "spotlight" else "attack"
    yield told.say(key, dice=told.dice(told.rules.procedure().dice), what=with_what)
    yield told.say("unarmed", dice=told.rules.unarmed_damage)


def _damage(told: Sentences) -> Iterator[str]:
    yield told.say("damage")
    if len(told.rules.damage_types) > 1:
        yield told.say("kinds", what=told.joined(told.rules.damage_types.values()))


def _growth(told: Sentences) -> Iterator[str]:
    grows = told.rules.advancement
    yield f"{grows.name}: {told.say('grow_xp')}" if grows.by == "xp" else told.say(f"grow_{grows.by}")
    if grows.by != "none" and grows.levels:
        yield told.say("levels", what=told.joined(f"{each.level}: {each.needs}" for each in grows.levels))


def _concentration(told: Sentences) -> Iterator[str]:
    if told.rules.combat.concentration:
        yield told.say("concentration", what=told.name(told.rules.combat.concentration))


def _turn(told: Sentences) -> Iterator[str]:
    combat = told.rules.combat
    if combat.order in ("initiative", "sides"):
        actions = told.joined(told.pick(_ACTIONS[each]) for each in combat.actions)
        yield told.say("turn", number=combat.moves, what=actions)
    elif combat.order == "spotlight":
        yield told.say("order_spotlight")


def _opportunity(told: Sentences) -> Iterator[str]:
    combat = told.rules.combat
    if combat.order != "none":
        yield told.say("opportunity" if combat.opportunity else "no_opportunity")


def _surprise(told: Sentences) -> Iterator[str]:
    if told.rules.combat.surprise and told.rules.combat.order in ("initiative", "sides"):
        yield told.say("unaware")


_MAKERS: Final[Mapping[str, Callable[[Sentences], Iterator[str]]]] = {
    "check": _check, "advantage": _advantage, "hit_points": _hit_points, "initiative": _initiative, "save": _save,
    "difficulty": _difficulty, "critical": _critical, "degrees": _degrees, "attack": _attack, "damage": _damage,
    "growth": _growth, "concentration": _concentration, "turn": _turn, "opportunity": _opportunity,
    "surprise": _surprise,
}  # fmt: skip
