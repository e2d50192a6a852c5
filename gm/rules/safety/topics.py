"""Words for what tables most often rule out, in the six languages of the bot: a line needs no list of its own for them.

`named`: a line forbids any of these. `shown`: a veil forbids these, which show the thing as it happens. Words are
chosen so that no language's word is an innocent one of another's; where a plain word would be ambiguous it is left out.
"""

from dataclasses import dataclass
from itertools import product
from typing import Final

from gm.domain.words import Phrases


@dataclass(frozen=True, slots=True)
class Topic:
    """One of them. `called`: how people name it when they rule it out."""

    id: str
    called: tuple[str, ...]
    named: tuple[str, ...]
    shown: tuple[str, ...] = ()


def listed(text: str) -> tuple[str, ...]:
    """The parts of a list that is separated by commas."""
    return tuple(each.strip() for each in text.split(",") if each.strip())


def _pairs(verbs: str, between: str, nouns: str) -> tuple[str, ...]:
    """Each verb with each noun, with and without a word between them."""
    middles = ("", *listed(between))
    found = product(listed(verbs), middles, listed(nouns))
    return tuple(" ".join(part for part in each if part) for each in found)


_HURT_CHILD: Final = (
    *_pairs(
        "kill, kills, killed, killing, murder*, beat, beats, beating, stab*, strangl*, tortur*, hurt, hurts, hit, "
        "hits, whip*, drown, drowns, drowned, drowning",
        "the, a, this, that, his, her, their, my, your, one of the, these, those, little, the little, the small",
        "child, children, kid, kids, baby, babies, infant*, toddler*",
    ),
    *_pairs(
        "tötet, töte, töten, schlägt, schlage, ermordet, ersticht, foltert, erwürgt, ertränkt",
        "das, ein, dieses, die",
        "kind, kinder, baby, säugling*",
    ),
    *_pairs(
        "mata, mato, matar, golpea, golpeo, apuñala, tortura, ahoga", "al, a la, a los, a un", "niño, niña, niños, bebé"
    ),
    *_pairs("убива*, убил*, бьет, бью, избива*, пыта*, душит, душу", "этого, маленького", "ребенка, детей, младенца"),
    *listed("杀死孩子, 杀死那个孩子, 杀了孩子, 殴打孩子, 虐待儿童, 虐待孩子, 勒死孩子, 淹死孩子, 折磨孩子"),
    *listed("ฆ่าเด็ก, ทำร้ายเด็ก, ทรมานเด็ก, ทุบตีเด็ก"),
)
_HURT_ANIMAL: Final = (
    *_pairs(
        "tortur*, beat, beats, beating, kick, kicks, kicked, kicking, whip, whips, whipped, whipping, maim*, drown, "
        "drowns, drowned",
        "the, a, this, that, his, her, their, my, your",
        "dog, dogs, puppy, puppies, cat, cats, kitten*, horse, horses, pony, donkey*, animal, animals",
    ),
    *_pairs(
        "quält, quäle, tritt, trete, prügelt, schlägt, schlage",
        "den, die, das, einen, eine, ein",
        "hund, hunde, welpen, katze, kätzchen, pferd, tier, tiere",
    ),
    *_pairs(
        "tortura, patea, pateo, golpea, golpeo, azota",
        "al, a la, a un, a una",
        "perro, cachorro, gato, gatito, caballo",
    ),
    *_pairs("мучает, мучаю, пинает, пинаю, избива*, бьет, бью", "эту, этого", "собаку, щенка, кошку, котенка, лошадь"),
    *listed("虐待动物, 虐狗, 虐猫, 折磨那只狗, 踢那只狗, 踢狗, 打狗"),
    *listed("ทารุณสัตว์, ทรมานสัตว์, เตะหมา, เตะแมว, ทุบตีหมา"),
)
GORE: Final = listed(
    "entrails, disembowel*, eviscerat*, intestines, viscera, gore, guts spill*, guts spilling, brains "
    "splatter*, severed head, severed limb*, spurting blood, blood spurts, flayed, eingeweide, gedärm*, "
    "ausgeweidet, entrañas, vísceras, destripa*, кишки, потроха, внутренности вывалились, 内脏, 肠子, 开膛, 脑浆, "
    "ไส้ไหล, เครื่องในทะลัก, ควักไส้"
)
_TORTURE: Final = listed(
    "torture, tortures, tortured, torturing, torturer*, thumbscrew*, waterboard*, folter, foltert, "
    "foltern, gefoltert, folterbank, folterknecht*, torturar, torturado, torturada, torturas, пытка, "
    "пытки, пытать, пытает, пытали, дыба, 酷刑, 拷打, 折磨, ทรมาน"
)
_SELF: Final = listed(
    "suicide, suicidal, self-harm, self harm, kill myself, kills himself, kills herself, killed himself, "
    "killed herself, kill themselves, take my own life, took his own life, took her own life, slit my "
    "wrist*, slit his wrist*, slit her wrist*, slits his wrist*, slits her wrist*, cut my wrist*, cuts "
    "her wrist*, cuts his wrist*, hang myself, hangs himself, hangs herself, hanged himself, hanged "
    "herself, cutting myself, selbstmord*, suizid*, ritzt sich, die pulsadern, erhängt sich, suicidio, "
    "suicidarse, se suicida, cortarse las venas, самоубий*, вскрыл вены, вскрыла вены, вскрыть вены, "
    "повесился, повесилась, 自杀, 自残, 割腕, 上吊, ฆ่าตัวตาย, ทำร้ายตัวเอง, กรีดข้อมือ, ผูกคอตาย"
)
ASSAULT: Final = listed(
    "rape, rapes, raped, raping, rapist*, molest*, sexual assault, sexually assault*, sexual violence, "
    "force* himself on, forced herself on, noncon, vergewaltig*, sexuelle gewalt, violación, violar a, "
    "violada, agresión sexual, изнасил*, насилует, 强奸, 强暴, 性侵, 性侵犯, 猥亵, ข่มขืน, ล่วงละเมิดทางเพศ"
)
EXPLICIT: Final = listed(
    "pussy, blowjob*, handjob*, deepthroat*, creampie*, clitoris, fellatio, cunnilingus, gangbang*, "
    "orgasm*, dildo*, masturbat*, genitals, penis, vagina, ejaculat*, have sex, has sex, had sex, having "
    "sex, sexual intercourse, porn*, hentai, muschi lecken, fotze*, wichsen, orgasmus, "
    "geschlechtsverkehr, sex haben, mamada, coño, polla dura, follarla, follarlo, masturba*, orgasmo*, "
    "eyacul*, член в рот, минет, оргазм*, мастурб*, трахает, трахать, трахал*, вагин*, пенис*, 做爱, 性交, "
    "口交, 阴茎, 阴道, 自慰, 手淫, 乳头, ร่วมเพศ, มีเซ็กส์, อวัยวะเพศ, สำเร็จความใคร่, ช่วยตัวเอง"
)
"""Sexual acts and organs, named outright."""

TOPICS: Final[tuple[Topic, ...]] = (
    Topic(
        "spiders",
        listed("spider*, arachno*, spinne, spinnen, arañas, araña, паук*, 蜘蛛, แมงมุม"),
        listed(
            "spider*, arachnid*, tarantula*, spinne, spinnen, spinnentier*, spinnennetz*, riesenspinne*, "
            "vogelspinne*, araña*, tarántula*, паук*, паучих*, тарантул*, 蜘蛛, แมงมุม"
        ),
    ),
    Topic(
        "snakes",
        listed("snake*, schlangen, schlange, serpientes, serpiente, змеи, змей, змея, 蛇, งู"),
        listed(
            "snake*, serpent, serpents, adder*, schlange, schlangen, natter*, serpiente*, víbora*, змея, змеи, "
            "змею, змеей, гадюк*, 毒蛇, 大蛇, 蛇, งูพิษ, อสรพิษ"
        ),
    ),
    Topic(
        "insects",
        listed("insect*, bugs, insekten, insectos, насеком*, 虫子, 昆虫, แมลง"),
        listed(
            "insect*, cockroach*, maggot*, swarm of bugs, centipede*, insekt*, kakerlake*, maden, insecto*, "
            "cucaracha*, насеком*, таракан*, личинк*, 虫子, 昆虫, 蟑螂, 蛆, แมลง, แมลงสาบ, หนอน"
        ),
    ),
    Topic("clowns", listed("clown*, payaso*, клоун*, 小丑, ตัวตลก"), listed("clown*, payaso*, клоун*, 小丑, ตัวตลก")),
    Topic(
        "gore",
        listed("gore, gory, graphic violence, body horror, splatter, vísceras, кровь и кишки, 血腥, เลือดสาด"),
        GORE,
        GORE,
    ),
    Topic("torture", listed("torture, folter*, tortura, пыт*, 酷刑, 折磨, ทรมาน"), _TORTURE, _TORTURE),
    Topic(
        "self-harm",
        listed(
            "self-harm, self harm, suicid*, selbstverletz*, selbstmord, suizid*, autolesi*, самоубий*, "
            "самоповрежд*, 自杀, 自残, ทำร้ายตัวเอง, ฆ่าตัวตาย"
        ),
        _SELF,
        _SELF,
    ),
    Topic(
        "sexual violence",
        listed(
            "sexual violence, sexual assault, rape, noncon, vergewaltig*, sexuelle gewalt, violencia sexual, "
            "violación, насили* сексуальн*, сексуальное насилие, изнасил*, 性暴力, 强奸, ความรุนแรงทางเพศ, ข่มขืน"
        ),
        ASSAULT,
        ASSAULT,
    ),
    Topic("sex", listed("sex, sexual content, sex scenes, sexszenen, sexo, секс, 色情, เซ็กส์"), EXPLICIT, EXPLICIT),
    Topic(
        "harm to children",
        listed(
            "harm to … child*, harming child*, hurting child*, violence against child*, cruelty to child*, child "
            "abuse, child death, dead children, gewalt gegen kinder, violencia contra niños, daño a niños, "
            "насилие над детьми, 伤害儿童, 虐待儿童, ทำร้ายเด็ก"
        ),
        _HURT_CHILD,
        _HURT_CHILD,
    ),
    Topic(
        "harm to animals",
        listed(
            "harm to animals, harming animals, cruelty to animals, animal cruelty, animal abuse, hurting animals, "
            "animal death, tierquälerei, gewalt gegen tiere, maltrato animal, crueldad animal, жестокость к "
            "животным, 虐待动物, 伤害动物, ทารุณสัตว์, ทำร้ายสัตว์"
        ),
        _HURT_ANIMAL,
        _HURT_ANIMAL,
    ),
    Topic(
        "slavery",
        listed("slavery, slave*, sklaverei, esclavitud, рабств*, 奴隶, 奴隶制, ทาส"),
        listed(
            "slave, slaves, slaver, slavers, slavery, enslav*, sklave, sklaven, sklavin, sklaverei, esclavo*, "
            "esclava*, esclavitud, рабство, рабов, рабыня, 奴隶, ค้าทาส, ทาสรับใช้"
        ),
    ),
    Topic(
        "drugs",
        listed("drugs, drug use, drogen, drogas, наркотик*, 毒品, ยาเสพติด"),
        listed(
            "drugs, cocaine, heroin, opium, drogen, kokain, drogas, cocaína, heroína, наркотик*, кокаин*, героин, "
            "毒品, 吸毒, 鸦片, ยาเสพติด, ฝิ่น"
        ),
    ),
    Topic(
        "cannibalism",
        listed("cannibal*, kannibal*, canibal*, каннибал*, 食人, 吃人, กินคน"),
        listed(
            "cannibal*, human flesh, kannibal*, menschenfleisch, caníbal*, canibal*, carne humana, каннибал*, "
            "людоед*, человечин*, 食人, 吃人肉, 人肉, กินคน, เนื้อคน"
        ),
    ),
)
"""All of them."""
_CALLED: Final = Phrases((called, topic) for topic in TOPICS for called in topic.called)


def topic_of(text: str) -> Topic | None:
    """The topic that somebody rules out with these words; None where code has no words for it."""
    hit = _CALLED.best(text)
    return hit.tag if hit is not None else None
