"""What a card does not say and a campaign must: its language, somebody's pronouns, whom the content is for.

Guesses are made from the words and scripts alone, and are said in the report; an author corrects them in one line.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from gm.domain.campaign import Rating


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_SCRIPTS: Final = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u4e00-\u9fff]"), "zh"),
    (re.compile("[\u0e00-\u0e7f]"), "th"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0600-\u06ff]"), "ar"),
    (re.compile("[\u0590-\u05ff]"), "he"),
    (re.compile("[\u0370-\u03ff]"), "el"),
    (re.compile("[\u0900-\u097f]"), "hi"),
)
_COMMON: Final = {
    "en": "the and is you with of to her his she they that was in",
    "de": "der die das und ist nicht mit ein eine sie ich auf den dem",
    "es": "el la los una que con por está ella y en como su muy",
    "fr": "le les des est une avec dans elle que pas pour vous il sur",
    "pt": "não uma com ela você que os por para seu mais em um",
    "it": "il che una con non di gli per sono della lei suo nel",
    "pl": "nie się jest to na że jak ona jej ale przez dla",
}
_THEIRS: Final[dict[str, dict[str, str]]] = {
    "en": {"she/her": "she her hers herself", "he/him": "he him his himself"},
    "de": {"she/her": "ihr ihre ihrem ihren", "he/him": "er ihm ihn sein seine seinem"},
    "es": {"she/her": "ella", "he/him": "él"},
    "ru": {"she/her": "она её ее ней неё", "he/him": "он его него нему ним"},
    "fr": {"she/her": "elle", "he/him": "lui"},
    "pt": {"she/her": "ela dela", "he/him": "ele dele"},
    "it": {"she/her": "lei", "he/him": "lui"},
    "pl": {"she/her": "ona jej nią", "he/him": "on jego jemu nim"},
}
_THEIR_SIGNS: Final = {"zh": ("她", "他"), "ja": ("彼女", "彼は"), "th": ("เธอ", "เขา"), "ko": ("그녀", "그는")}
_GENDER: Final = re.compile(
    r"(?:gender|sex|geschlecht|género|sexo|пол|性别|性別|เพศ)\W{1,6}(female|woman|girl|weiblich|mujer|femenino|жен|女|หญิง"
    r"|male|man|boy|männlich|hombre|masculino|муж|男|ชาย|non-?binary|agender|divers)",
    re.IGNORECASE,
)
_HERS: Final = ("female", "woman", "girl", "weiblich", "mujer", "femenino", "жен", "女", "หญิง")
_ADULT_TAGS: Final = _words(
    "nsfw nsfl smut erotic erotica porn hentai 18+ r18 r-18 explicit kink bdsm lewd sexual adult xxx sex"
)
_MATURE_TAGS: Final = _words("gore violence violent dark horror mature abuse drugs suicide torture noncon")
_EXPLICIT: Final = re.compile(
    r"\b(?:cock|pussy|cum(?:ming|s)?|blowjob|handjob|deepthroat|creampie|clit(?:oris)?|fellatio|gangbang|orgasms?|dildo"
    r"|masturbat\w*|nsfw|genitals?|horny)\b",
    re.IGNORECASE,
)
_CHILD_TAGS: Final = _words("loli lolicon shota shotacon child kid underage minor toddler preteen")
_AGE: Final = re.compile(
    r"(?:\bage[ds]?\b|\balter\b|\bedad\b|возраст|年龄|年齢|อายุ)\W{0,6}(\d{1,2})(?!\d)(?!\s*,\d{3})"
    r"|\b(\d{1,2})[ -]?(?:years?[ -]?old|yo\b|-jährig|jahre alt|años|лет)",
    re.IGNORECASE,
)


def guess_language(texts: Iterable[str]) -> str:
    """The language of these texts, as a tag; English where nothing tells."""
    text = "\n".join(texts)[:20_000]
    letters = max(1, sum(char.isalpha() for char in text))
    for pattern, tag in _SCRIPTS:
        if len(pattern.findall(text)) / letters > (0.1 if tag == "ja" else 0.3):
            return "uk" if tag == "ru" and re.search("[іїєґ]", text, re.IGNORECASE) else tag
    counted = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
    hits = {tag: sum(counted[word] for word in words.split()) for tag, words in _COMMON.items()}
    best = max(hits, key=lambda tag: hits[tag])
    return best if hits[best] > hits["en"] else "en"


def guess_pronouns(texts: Iterable[str], language: str) -> str:
    """How somebody is spoken of in these texts: what is said outright, else what is used clearly more often."""
    text = "\n".join(texts)[:20_000]
    said = _GENDER.search(text)
    if said is not None:
        word = said[1].casefold()
        if word.startswith(("non", "agender", "divers")):
            return "they/them"
        return "she/her" if word in _HERS else "he/him"
    signs = _THEIR_SIGNS.get(language)
    if signs is not None:
        hers, his = text.count(signs[0]), text.count(signs[1])
    else:
        counted = Counter(re.findall(r"[^\W\d_]+", text.casefold()))
        words = _THEIRS.get("ru" if language == "uk" else language, _THEIRS["en"])
        hers, his = (sum(counted[word] for word in words[each].split()) for each in ("she/her", "he/him"))
    if hers >= 2 and hers >= 2 * his:
        return "she/her"
    return "he/him" if his >= 2 and his >= 2 * hers else "they/them"


def guess_rating(texts: Iterable[str], tags: Iterable[str]) -> Rating:
    """Whom the content is for: by what it is tagged as, and by plain words of its texts."""
    words = {part for tag in tags for part in re.split(r"[\s/_,]+", tag.casefold())}
    text = "\n".join(texts)[:200_000]
    if words & _ADULT_TAGS or len(_EXPLICIT.findall(text)) >= 2:
        return "adult"
    return "mature" if words & _MATURE_TAGS else "teen"


def sexualises_a_child(texts: Iterable[str], tags: Iterable[str]) -> bool:
    """Whether a card is for adults and its person is said to be a child. Such a card is never taken in."""
    whole, tagged = tuple(texts), tuple(tags)
    words = {part for tag in tagged for part in re.split(r"[\s/_,]+", tag.casefold())}
    if guess_rating(whole, tagged) != "adult":
        return bool(words & {"loli", "lolicon", "shota", "shotacon"})
    ages = [int(one or two) for text in whole for one, two in _AGE.findall(text[:50_000])]
    return bool(words & _CHILD_TAGS) or any(3 <= age < 18 for age in ages)
