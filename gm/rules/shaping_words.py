"""Words by which people say what somebody is like, beside the names that the kit has: for sheets from plain words.

Keys are ids of the shipped kits; one that a kit does not have says nothing there. Stems end in `*`.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

ATTRIBUTES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "strength might bold": (
            "strong*, brawny, burly, mighty, stark*, kräftig*, fuerte*, fornid*, сильн*, крепк*, 强壮, 力气, "
            "แข็งแรง, กำยำ"
        ),
        "dexterity grace deft": (
            "sneaky, nimble, quick, agile, deft, dextrous, graceful, flink*, wendig*, geschickt*, ágil*, "
            "rápid*, sigilos*, ловк*, быстр*, проворн*, 敏捷, 灵巧, 鬼鬼祟祟, ว่องไว, คล่อง"
        ),
        "constitution": (
            "tough, hardy, sturdy, zäh*, robust*, resistente*, duro, dura, вынослив*, стойк*, 结实, 耐力, อึด, ทนทาน"
        ),
        "intelligence wits lore": (
            "clever, smart, learned, bookish, klug*, schlau*, gelehrt*, list*, inteligente*, culto, culta, "
            "умн*, учён*, начитан*, 聪明, 博学, ฉลาด, เรียนรู้"
        ),
        "wisdom wits keen": (
            "wise, watchful, patient, perceptive, weise*, wachsam*, sabi*, atent*, мудр*, внимательн*, 睿智, "
            "警觉, รอบรู้, ช่างสังเกต"
        ),
        "charisma heart warm": (
            "charming, charismatic, kind, bewitching, glib, charmant*, warmherzig*, encantador*, "
            "carismátic*, обаятельн*, добр*, 迷人, 魅力, 善良, มีเสน่ห์, ใจดี"
        ),
        "odd": ("strange, uncanny, haunted, seltsam*, unheimlich*, extrañ*, странн*, жутк*, 古怪, 诡异, แปลก, ลึกลับ"),
    }
)
"""Ids (of several kits) → words."""
CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "rogue": (
            "sneaky, thief, thiev*, burglar, cutpurse, scoundrel, dieb*, schurk*, ladrón, ladron*, вор*, "
            "盗贼, 小偷, โจร, ขโมย"
        ),
        "fighter": (
            "warrior, swordsman, swordswoman, soldier, knight, krieger*, soldat*, guerrer*, воин*, солдат*, "
            "战士, 士兵, นักรบ"
        ),
        "wizard": (
            "mage, spellbook, magician, zauberer, magier*, mag*, maga, волшебни*, маг, 法师, 巫师, พ่อมด, จอมเวท"
        ),
        "cleric": "priest*, healer, heilerin, priester*, sacerdot*, клирик*, жрец, жриц*, 牧师, 祭司, นักบวช",
        "druid": "herbalist, shapeshifter, druid*, druida, друид*, 德鲁伊, ดรูอิด",
        "ranger": (
            "hunter, huntress, tracker, scout, jäger*, waldläufer*, cazador*, explorador*, охотни*, "
            "следопыт*, 游侠, 猎人, นายพราน"
        ),
        "bard": (
            "singer, musician, storyteller, minstrel, sänger*, barde*, músic*, cantante, певец, певиц*, "
            "бард*, 吟游诗人, 歌手, กวี"
        ),
        "barbarian": "berserk*, savage, barbar*, bárbar*, варвар*, 野蛮人, คนเถื่อน",
        "monk": "martial artist, ascetic, mönch*, monje, monja, монах*, 武僧, 僧人, พระนักสู้",
        "paladin": "holy knight, crusader, paladín, паладин*, 圣武士, อัศวินศักดิ์สิทธิ์",
        "sorcerer": "born with magic, wild magic, hexenmeister*, hechicer*, чароде*, 术士, ผู้วิเศษ",
        "warlock": "pact, patron, paktierer*, pacto, договор, 契约, พันธสัญญา",
    }
)
BACKGROUNDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "wanderer": (
            "ship*, sea, sailor, sailed, on the road, nomad*, travel*, drifter, schiff*, see, seemann, "
            "reisend*, barco*, mar, marin*, viajer*, корабл*, мор*, странни*, 船, 海, 流浪, 旅, เรือ, ทะเล, "
            "เร่ร่อน"
        ),
        "criminal": (
            "gang, street, streets, smuggl*, pirate*, prison, gefängnis, schmuggl*, banda, contraband*, "
            "банд*, контрабанд*, 黑帮, 走私, 街头, แก๊ง, ลักลอบ"
        ),
        "sage": (
            "library, librarian, scholar*, books, university, bibliothek*, gelehrt*, biblioteca, erudit*, "
            "библиотек*, учён*, 图书馆, 学者, ห้องสมุด, นักปราชญ์"
        ),
        "soldier": (
            "army, war, regiment, guard, militia, armee, krieg, wache, ejército, guerra, guardia, арми*, "
            "войн*, стражни*, 军队, 战争, 卫兵, กองทัพ, สงคราม, ทหารยาม"
        ),
        "acolyte": (
            "temple, monastery, shrine, convent, tempel, kloster, templo, monasterio, храм*, монастыр*, "
            "神庙, 修道院, วัด, อาราม"
        ),
        "entertainer": (
            "circus, stage, theatre, theater, fair, acrobat*, zirkus, bühne, circo, teatro, цирк*, сцен*, "
            "马戏, 舞台, ละครสัตว์, เวที"
        ),
    }
)
SKILLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "stealth slip-by": (
            "sneaky, quiet, unseen, shadow*, leise, heimlich*, sigilos*, тих*, скрытн*, 隐秘, 潜行, เงียบ, ลอบ"
        ),
        "sleight-of-hand sleight": ("pickpocket*, light-fingered, taschendieb*, carterist*, карманн*, 扒手, ล้วงกระเป๋า"),
        "athletics face-danger": (
            "swim*, sailor, ships, schwimm*, seemann, nada*, marinero, плава*, моряк*, 游泳, 水手, ว่ายน้ำ"
        ),
        "persuasion persuade sway": "charming, diplomat*, charmant*, encantador*, дипломат*, 外交, นักเจรจา",
        "deception deceive": "liar, con man, con artist, lügner*, mentiros*, лжец, лгун*, 骗子, นักต้ม",
        "perception notice size-up": "watchful, keen eyes, sharp-eyed, wachsam*, vigilante, зорк*, 眼尖, ตาไว",
        "medicine tend": (
            "healer, doctor, nurse, physician, ärzt*, arzt, heiler*, médic*, enfermer*, врач*, лекар*, 医生, "
            "หมอ, พยาบาล"
        ),
        "survival": "hunter, huntress, woods*, jäger*, cazador*, охотни*, 猎人, นายพราน",
        "arcana reach-beyond": "mage, occult*, magier*, магия, 魔法, เวทมนตร์",
        "history": "scholar*, historian, gelehrt*, historiador*, историк*, 史学, นักประวัติศาสตร์",
        "animal-handling": "horses, dogs, stable*, pferd*, caballo*, лошад*, 马, ม้า",
    }
)
