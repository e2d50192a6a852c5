"""Whom "she" means: a player's character, as long as the telling has just spoken of them and of nobody else.

Followed from sentence to sentence of one paragraph. A pronoun counts for a character only while the sentence before
began with them and no other person stands in it, by name or as "the girl": what somebody else says must never be taken
for theirs. What follows a gesture of theirs in quotation marks, and is nobody else's, is theirs ("Ilse nods. “Yes.”").
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

from gm.domain.words import fold
from gm.rules.guards.clauses import NEVER, any_of, language_key
from gm.rules.guards.said import QUOTED, Said

_SHE: Final = {"en": "she", "de": "sie", "es": "ella", "ru": "она", "zh": "她", "ja": "彼女", "th": "เธอ"}
_HE: Final = {"en": "he", "de": "er", "es": "él", "ru": "он", "zh": "他", "ja": "彼", "th": "เขา"}
_FEMALE: Final = frozenset({*_SHE.values(), "her"})
_MALE: Final = frozenset({*_HE.values(), "him"})
_PEOPLE: Final = {
    "en": r"\b(?:\w*(?:man|woman|men|women|girl|boy|child|children|lady|master|mistress|keeper|wife|husband|"
    r"widow|maid|wright|"
    r"monger|smith)|lord|lad|lass|mother|father|brother|sister|son|daughter|aunt|uncle|priest|nun|monk|captain|"
    r"sergeant|clerk|"
    r"reeve|curate|doctor|stranger|figure|guard|soldier|sailor|merchant|elder|beggar|thief|knight|king|queen|"
    r"prince|princess|"
    r"some(?:body|one)|any(?:body|one)|another|others?|voice|crowd|creature|beast|ghost|friend|host|cook|miller|"
    r"farmer|baker|"
    r"ferryman|servant|twins?|youth|both|they|people|person)s?\b",
    "de": r"\b(?:\w*(?:mann|männer|frau|frauen|mädchen|junge|jungen|kind|kinder|wirt|wirtin|müller|müllerin|"
    r"wächter|wache|herr|"
    r"dame|mutter|vater|bruder|schwester|sohn|tochter|tante|onkel|priester|nonne|mönch|hauptmann|schreiber|vogt|"
    r"arzt|fremde[rn]?|"
    r"gestalt|soldat|matrose|händler|alte[rn]?|bettler|dieb|ritter|könig|königin|leute|freund|freundin|bauer|"
    r"bäcker|fährmann)|"
    r"jemand|andere[rn]?|stimme|menge|geist|beide)\b",
    "es": r"\b(?:hombres?|mujer(?:es)?|niñ[oa]s?|chic[oa]s?|much?ach[oa]s?|señor(?:a|es)?|madre|padre|"
    r"herman[oa]s?|hij[oa]s?|tí[oa]|"
    r"cura|sacerdote|monj[ea]|capitán|guardias?|soldados?|extrañ[oa]s?|figura|viej[oa]s?|ancian[oa]s?|"
    r"mendig[oa]|ladrón|rey|reina|"
    r"alguien|otr[oa]s?|voz|gente|molinero|posader[oa]|barquer[oa]|amig[oa]s?|persona|amb[oa]s)\b",
    "ru": r"\b(?:мужчин|женщин|девочк|девушк|мальчик|парен|парн|ребен|дет[ией]|господин|госпож|мат[ье]р|мать|"
    r"отц|отец|брат|сестр|сын|"
    r"доч|тетк|дяд|священник|монах|капитан|страж|сторож|солдат|матрос|незнаком|фигур|стари|старух|нищ|вор|"
    r"король|корол|кто-то|"
    r"друг|голос|толп|люд|мельник|трактирщи|паром|хозя|человек|оба\b|обе\b)\w*",
    "zh": r"[人男女孩者员兵主师姐妹哥弟爷婆妇夫童匠僧尼王]|老板|守卫|对方|有谁",
    "ja": r"[人男女子者老番主兵師婆爺僧尼王客]|少年|誰か|相手",
    "th": r"คน|ผู้|ชาย|หญิง|เด็ก|แม่|พ่อ|ยาม|นาย|นาง|ลุง|ป้า|ยาย|ใคร|เพื่อน",
}  # fmt: skip
_GESTURES: Final = {
    "en": r"(?:nods|sighs|smiles|frowns|grins|shrugs|laughs|snorts|scowls|winces|grimaces|chuckles|(?:shakes|"
    r"bows|inclines|"
    r"tilts|lowers|raises|lifts)\s+(?:his|her|their|\w{1,4})\s+(?:head|chin|voice)|clears\s+(?:his|her|their|"
    r"\w{1,4})\s+throat|"
    r"draws\s+(?:a|in\s+a)?\s*(?:deep\s+)?breath|takes\s+a\s+(?:deep\s+)?breath|speaks(?:\s+up)?|swallows|hesitates)\b",
    "de": r"(?:nickt|seufzt|lächelt|grinst|lacht|schnaubt|schüttelt\s+den\s+kopf|zuckt\s+(?:mit\s+den|"
    r"die)\s+(?:schultern|achseln)|"
    r"räuspert\s+sich|holt\s+(?:tief\s+)?luft|zögert|runzelt\s+die\s+stirn)\b",
    "es": r"(?:asiente|suspira|sonríe|frunce\s+el\s+ceño|se\s+ríe|ríe|niega\s+con\s+la\s+cabeza|"
    r"se\s+encoge\s+de\s+hombros|"
    r"carraspea|respira\s+hondo|duda)\b",
    "ru": r"(?:кивает|вздыхает|улыбается|хмурится|ухмыляется|смеется|качает\s+головой|пожимает\s+плечами|"
    r"откашливается|усмехается)\b",
    "zh": r"(?:点点?头|点了点头|叹了?口?气|微微?一?笑|笑了笑?|皱了?皱?眉头?|摇摇?头|摇了摇头|耸耸?肩|清了清嗓子)",
    "ja": r"[はが](?:ゆっくり|静かに|小さく|深く|強く)?(?:うなず|頷|微笑|笑|ため息をつ|眉をひそめ|"
    r"首を(?:横に)?振|肩をすくめ|咳払い)",
    "th": r"\s*(?:พยักหน้า|ถอนหายใจ|ยิ้ม|ขมวดคิ้ว|หัวเราะ|ส่ายหน้า|ยักไหล่|กระแอม)",
}  # fmt: skip
_LEAD: Final = {"en": r"(?:\w+ly|then|now|and|but|so|at\s+last|finally)?[,\s]*", "de": r"(?:dann|nun|also|da)?[,\s]*"}
_NAMELIKE: Final = re.compile(r"(?<![.!?…:\n*_“\"«„ ] )(?<=[\w,;’'] )[A-ZА-ЯÁÉÍÓÚÑ]\w+")
"""A word with a capital inside of a sentence: somebody may be meant."""


class Subjects:
    """`players`: folded names of the players' characters → their pronouns; `others`: names of everybody else."""

    def __init__(self, language: str, players: Mapping[str, str] | None = None, others: Iterable[str] = ()) -> None:
        self._key = key = language_key(language)
        names = players or {}
        self._players = {name: form for name, each in names.items() if (form := pronoun(each, key))}
        listed = any_of(names)
        self._names = re.compile(listed) if names else NEVER
        self._called = (
            re.compile("|".join((listed, *map(re.escape, sorted(set(self._players.values())))))) if names else NEVER
        )
        self._begins = re.compile(rf"[\s*_]*{_LEAD.get(key, '')}(?:{listed})") if names else NEVER
        gesture = unicodedata.normalize("NFKC", _GESTURES.get(key, "(?!)"))
        self._gesture = (
            re.compile(rf"[\s*_]*{_LEAD.get(key, '')}(?:{listed})\s*(?:\w+ly\s+)?{gesture}") if names else NEVER
        )
        self._others = re.compile(any_of(fold(each) for each in others))
        self._now: frozenset[str] = frozenset()
        self._gestured = self._ended = False
        self.meant: frozenset[str] = frozenset()
        """Pronouns that stand for a player's character in the sentence heard last."""
        self.speaks = False
        """Whether that sentence is nothing but speech, right after a gesture of theirs."""

    def hear(self, said: Said) -> None:
        """The next sentence of the telling."""
        self.speaks, self.meant = self.would_speak(said), self.next(said)
        before, alone = self._now, self._alone(said)
        own = self._own(said.told) if alone and self._begins.match(said.told) else frozenset()
        goes_on = alone and not own and (said.told == QUOTED or self._resumes(said.told, before))
        broken = "\n" in said.text.lstrip("\n") or said.speech_goes_on
        self._now = frozenset() if broken else own or (before if goes_on else frozenset())
        self._gestured = not broken and alone and not said.quotes and self._gesture.match(said.told) is not None

    def next(self, said: Said) -> frozenset[str]:
        """Pronouns that would stand for a player's character in this sentence, if it came next."""
        if not self._alone(said):
            return frozenset()
        return self._now | (self._own(said.told) if self._begins.match(said.told) else frozenset())

    def would_speak(self, said: Said) -> bool:
        """Whether this, if it came next, is nothing but speech, right after a gesture of theirs and not to them."""
        bare = said.told == QUOTED and not (said.in_speech or said.speech_goes_on)
        return self._gestured and bare and not self._names.search(fold(" ".join(said.quotes)))

    def _alone(self, said: Said) -> bool:
        """Whether nobody but players' characters stands in what the narrator says."""
        told = self._called.sub("", said.told)
        if people_of(self._key).search(told) or self._others.search(told):
            return False
        if self._key not in ("en", "es", "ru"):
            return True
        plain = said.text
        for quote in said.quotes:
            plain = plain.replace(quote, "")
        return not any(fold(found.group()) not in self._parts for found in _NAMELIKE.finditer(plain))

    @property
    def _parts(self) -> frozenset[str]:
        return frozenset(part for name in self._players for part in name.split())

    def _own(self, told: str) -> frozenset[str]:
        return frozenset(
            self._players[found.group()] for found in self._names.finditer(told) if found.group() in self._players
        )

    def _resumes(self, told: str, before: frozenset[str]) -> bool:
        """Whether a sentence goes on about them, by the pronoun at its beginning or behind a speech."""
        listed = "|".join(map(re.escape, sorted(before)))
        return bool(before) and re.match(rf"[\s*_]*(?:{QUOTED}[,.]?\s*)?(?:{listed})(?![a-zа-я])", told) is not None


def pronoun(given: str, key: str) -> str:
    """What somebody with these pronouns (`she/her`) is in this language as a subject; '' where it is not known."""
    first = fold(given).partition("/")[0].strip()
    if first in _FEMALE:
        return _SHE.get(key, "")
    if first in _MALE:
        return _HE.get(key, "")
    return first if key == "en" and first.isalpha() and first != "they" else ""


@lru_cache(maxsize=16)
def people_of(key: str) -> re.Pattern[str]:
    """Words for people who have no name."""
    return re.compile(unicodedata.normalize("NFKC", _PEOPLE.get(key, NEVER.pattern)))
