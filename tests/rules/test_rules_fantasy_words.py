"""Twenty lines in each of five languages call for the right skill of fantasy-d20, by words alone."""

from functools import cache

import pytest
from rules_stage import CAMPAIGNS, brief_of, said, state_of

from gm.authoring.load import load_campaign
from gm.domain.play import SceneState
from gm.rules.intents import propose_ruling

YAML = """
slug: cellar
title: The Cellar
ruleset: fantasy-d20
opening: {place: cellar, text: Stone.}
places: {cellar: {name: Zelm, description: Stone.}}
characters: {ada: {name: Ada, concept: a hero}}
npcs: {orrin: {name: Orrin, place: cellar, appearance: a watchman, persona: Bored.}}
"""

LINES = {
    "en": [
        ("I climb up the wall", "athletics"),
        ("I leap across the gap", "athletics"),
        ("I balance along the narrow beam", "acrobatics"),
        ("I squeeze through the bars", "acrobatics"),
        ("I pick the lock on the chest", "sleight-of-hand"),
        ("I sneak along the wall", "stealth"),
        ("I hide behind the barrels", "stealth"),
        ("What do these runes and this magic circle mean?", "arcana"),
        ("Do I know anything of the history of this keep?", "history"),
        ("I search the desk for hidden drawers", "investigation"),
        ("Which of these mushrooms are poisonous? I study the plants", "nature"),
        ("I pray to the god of this altar", "religion"),
        ("I calm the horse", "animal-handling"),
        ("Is he lying to me?", "insight"),
        ("I bandage the wound", "medicine"),
        ("I listen at the door", "perception"),
        ("I follow the tracks in the mud", "survival"),
        ("I bluff and pretend to be the captain", "deception"),
        ("I threaten Orrin", "intimidation"),
        ("I sing a song for Orrin", "performance"),
        ("I persuade Orrin to open the gate", "persuasion"),
    ],
    "de": [
        ("Ich klettere die Mauer hoch", "athletics"),
        ("Ich springe über den Spalt", "athletics"),
        ("Ich balanciere über den Balken", "acrobatics"),
        ("Ich zwänge mich durch die Gitterstäbe", "acrobatics"),
        ("Ich knacke das Schloss der Truhe", "sleight-of-hand"),
        ("Ich schleiche an der Wand entlang", "stealth"),
        ("Ich verstecke mich hinter den Fässern", "stealth"),
        ("Ich entschlüssle die Runen und die Magie darin", "arcana"),
        ("Ich erinnere mich an alte Kriege", "history"),
        ("Ich durchsuche den Schreibtisch", "investigation"),
        ("Ich bestimme die Pilze und Kräuter hier", "nature"),
        ("Ich bete zu den Göttern", "religion"),
        ("Ich zähme das wilde Tier", "animal-handling"),
        ("Ich versuche zu erkennen, ob er lügt", "insight"),
        ("Ich verbinde die Wunde", "medicine"),
        ("Ich lausche an der Tür", "perception"),
        ("Ich lese die Spuren und folge der Fährte", "survival"),
        ("Ich täusche Orrin", "deception"),
        ("Ich bedrohe Orrin", "intimidation"),
        ("Ich singe ein Lied", "performance"),
        ("Ich überrede Orrin", "persuasion"),
    ],
    "ru": [
        ("Карабкаюсь по стене", "athletics"),
        ("Прыгаю через пропасть", "athletics"),
        ("Балансирую на узкой балке", "acrobatics"),
        ("Протискиваюсь между прутьями", "acrobatics"),
        ("Взламываю замок сундука", "sleight-of-hand"),
        ("Крадусь вдоль стены", "stealth"),
        ("Прячусь за бочками", "stealth"),
        ("Пытаюсь понять магические чары на двери", "arcana"),
        ("Вспоминаю, кто строил эту крепость", "history"),
        ("Обыскиваю письменный стол", "investigation"),
        ("Определяю эти растения и грибы", "nature"),
        ("Молюсь богам у алтаря", "religion"),
        ("Успокаиваю лошадь", "animal-handling"),
        ("Он врет или говорит правду?", "insight"),
        ("Перевязываю рану", "medicine"),
        ("Прислушиваюсь у двери", "perception"),
        ("Выслеживаю зверя, иду по следу", "survival"),
        ("Притворяюсь стражником", "deception"),
        ("Угрожаю стражнику", "intimidation"),
        ("Пою песню", "performance"),
        ("Уговариваю стражника открыть ворота", "persuasion"),
    ],
    "zh": [
        ("我攀爬城墙", "athletics"),
        ("我跳过裂缝", "athletics"),
        ("我在横梁上保持平衡", "acrobatics"),
        ("我从栏杆间挤过", "acrobatics"),
        ("我撬锁打开箱子", "sleight-of-hand"),
        ("我潜行穿过走廊", "stealth"),
        ("我在木桶后面藏起来", "stealth"),
        ("我辨识墙上的符文和魔法", "arcana"),
        ("我回忆这座堡垒的历史", "history"),
        ("我搜查书桌", "investigation"),
        ("我分辨这些草药和蘑菇", "nature"),
        ("我向神明祈祷", "religion"),
        ("我安抚那匹马", "animal-handling"),
        ("他在撒谎吗", "insight"),
        ("我包扎伤口", "medicine"),
        ("我在门边倾听", "perception"),
        ("我追踪泥地里的足迹", "survival"),
        ("我假装是队长", "deception"),
        ("我威胁守卫", "intimidation"),
        ("我唱歌给大家听", "performance"),
        ("我说服守卫开门", "persuasion"),
    ],
    "th": [
        ("ฉันปีนกำแพง", "athletics"),
        ("ฉันกระโดดข้ามช่องว่าง", "athletics"),
        ("ฉันทรงตัวบนคาน", "acrobatics"),
        ("ฉันแทรกตัวผ่านลูกกรง", "acrobatics"),
        ("ฉันสะเดาะกุญแจหีบ", "sleight-of-hand"),
        ("ฉันย่องไปตามกำแพง", "stealth"),
        ("ฉันซ่อนหลังถัง", "stealth"),
        ("ฉันพยายามเข้าใจเวทมนตร์และอักษรรูน", "arcana"),
        ("ฉันนึกถึงประวัติศาสตร์ของป้อมนี้", "history"),
        ("ฉันค้นหาลิ้นชักลับ", "investigation"),
        ("ฉันแยกแยะสมุนไพรและเห็ด", "nature"),
        ("ฉันสวดมนต์ต่อเทพเจ้า", "religion"),
        ("ฉันปลอบม้า", "animal-handling"),
        ("เขาโกหกหรือเปล่า ฉันอ่านสีหน้า", "insight"),
        ("ฉันทำแผล", "medicine"),
        ("ฉันเงี่ยหูที่ประตู", "perception"),
        ("ฉันแกะรอยเท้าในโคลน", "survival"),
        ("ฉันแสร้งเป็นหัวหน้า", "deception"),
        ("ฉันขู่ยาม", "intimidation"),
        ("ฉันร้องเพลง", "performance"),
        ("ฉันโน้มน้าวยาม", "persuasion"),
    ],
}


@cache
def cellar() -> SceneState:
    kits = {each.name: each.read_bytes() for each in (CAMPAIGNS / "_rulesets").glob("*.yaml")}
    return state_of(load_campaign({"campaign.yaml": YAML.encode()}, rulesets=kits), party=("ada",))


def test_each_language_has_its_twenty_and_every_skill() -> None:
    weapons = {"melee", "archery", "finesse"}
    skills = {skill.id for skill in cellar().campaign.ruleset.skills} - weapons
    assert len(skills) == 18
    for lines in LINES.values():
        assert len(lines) >= 20
        assert {skill for _, skill in lines} == skills


@pytest.mark.parametrize(
    ("language", "line", "skill"), [(language, *each) for language, lines in LINES.items() for each in lines]
)
def test_a_line_calls_for_its_skill(language: str, line: str, skill: str) -> None:
    verdict = propose_ruling(brief_of(cellar(), said(line, character="ada"), language=language)).verdicts[0]
    assert verdict.check is not None, verdict
    assert verdict.check.skill == skill
