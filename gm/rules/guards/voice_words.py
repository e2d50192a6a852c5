"""How each language says that a player's character speaks, decides or feels. English, German, Spanish, Russian,
Chinese, Japanese, Thai; in any other language only a script's "Name:" is known.

Patterns are searched in folded text without speech (`Said.told`). `{you}` stands where the reader is addressed,
`{name}` for the characters' names, `{start}` where a clause may begin, `{q}` for a stretch of speech.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from gm.rules.guards.said import QUOTED


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """The patterns of one language, of which each knows "you" and names."""

    speaks: tuple[str, ...]
    decides: tuple[str, ...]
    feels: tuple[str, ...]
    agrees: tuple[str, ...] = ()
    """Only looked for where the character said nothing in this turn."""
    maybe: str = r"(?!)"
    """A sentence that begins so only supposes."""
    plans: str = r"(?!)"
    """A player's line that has this decides by itself."""


_EN_ADV = r"(?:(?:\w+ly|then|now|all|both|simply|just|finally|instead)\s+)?"
_EN_SAY = (
    r"(?:say|ask|repl|answer|whisper|shout|call|mutter|murmur|yell|growl|hiss|add|begin|continue|tell|"
    r"declare|announce|"
    r"demand|plead|offer|exclaim|cry|cries|reply|replie)"
)
_EN_FEELING = (
    r"(?:anger|guilt|fear|dread|shame|pity|relief|joy|grief|sadness|love|hatred|rage|sorrow|remorse|"
    r"regret|hope|pride|"
    r"terror|panic|unease|determination|resolve|longing|desire|sympathy|despair|triumph|satisfaction|"
    r"disgust|compassion|"
    r"tenderness|excitement|anticipation|curiosity|foreboding)"
)
_EN_FELT = (
    r"(?:angry|guilty|afraid|ashamed|sorry|sad|happy|relieved|proud|hopeful|terrified|determined|lonely|"
    r"jealous|grateful|"
    r"betrayed|curious|uneasy|furious|heartbroken|at peace)"
)
ENGLISH: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*(?:and\s+)?{you}\s+" + _EN_ADV + _EN_SAY + r"(?:s|es|ed|d)?\b",
        r"{q}[,.]?\s*(?:say|says|said|ask|asks|asked|repl(?:y|ies|ied)|whisper\w*|shout\w*|mutter\w*)\s+{you}\b",
        r"{start}{you}\s+" + _EN_ADV + _EN_SAY + r"(?:s|es|ed|d|ies|y|ied)?\b[^.{q}]{{0,40}}[,:]\s*{q}",
    ),
    decides=(
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:(?:have|has)\s+)?(?:decide[sd]?|resolve[sd]?|opt(?:s|ed)?|elect(?:s|ed)?|vow(?:s|ed)?)\s+"
        r"(?:to|that|on|not|against)\b",
        r"{start}{you}\s+" + _EN_ADV + r"(?:cho(?:o)?ses?)\s+(?:not\s+)?to\b",
        r"{start}{you}\s+" + _EN_ADV + r"ma(?:ke|kes|de)\s+up\s+(?:your|his|her|their)\s+minds?\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:feels?|felt|knows?|knew)\s+(?:that\s+)?(?:you|he|she|they)\s+(?:must|(?:have|has|had)\s+to)\b",
    ),
    feels=(
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:can(?:not|['’]t|\s+not)|could(?:n['’]t|\s+not))\s+help\s+(?:but|feeling|wondering|thinking)\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:feels?|felt)\s+(?:an?\s+)?(?:\w+\s+){{0,2}}(?:wave|surge|pang|rush|flood|twinge|stab|flash|flicker|"
        r"jolt|thrill|sense)\s+of\s+(?:\w+\s+){{0,2}}" + _EN_FEELING + r"\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:feels?|felt)\s+(?:(?:deeply|suddenly|strangely|so|very|oddly|a\s+little)\s+)?"
        + _EN_FELT
        + r"\b",
        r"{start}{you}\s+" + _EN_ADV + r"(?:think|thinks|thought)\s+to\s+(?:your|him|her|them)sel(?:f|ves)\b",
        r"{start}{you}\s+" + _EN_ADV + r"wonder(?:s|ed)?\s+(?:if|whether|why|how|what|who|where|when)\b",
        r"{start}{you}\s+" + _EN_ADV + r"(?:want|wants|wanted)\s+nothing\s+more\s+than\b",
    ),
    agrees=(r"{start}{you}\s+" + _EN_ADV + r"(?:agree[sd]?|promise[sd]?|refuse[sd]?|swear[s]?|swore)\s+(?:to|that)\b",),
    maybe=r"(?:if|should|unless|whether|perhaps|maybe|whatever|whichever|could|would|when|once|until|before)\b",
    plans=r"\b(?:decide|choose|resolve|make up my mind|opt|vow|wonder|feel|think)\b",
)
_DE_SAY = (
    r"(?:sagst|fragst|antwortest|rufst|flüsterst|murmelst|erwiderst|schreist|sagt|fragt|antwortet|ruft|"
    r"flüstert|murmelt|erwidert|schreit|sagte|fragte|antwortete|rief|flüsterte)"
)
_DE_FEELING = (
    r"(?:wut|schuld|angst|scham|mitleid|erleichterung|freude|trauer|hass|reue|hoffnung|stolz|panik|sehnsucht|"
    r"verzweiflung|entschlossenheit|zorn|furcht)"
)
GERMAN: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*" + _DE_SAY + r"\s+{you}\b",
        r"{start}{you}\s+" + _DE_SAY + r"\b[^.{q}]{{0,40}}[,:]\s*{q}",
    ),
    decides=(
        r"{start}{you}\s+(?:entscheidest|entscheidet|entschied|entschiedest)\s+(?:dich|euch|sich)\b",
        r"(?:dann|nun|also|daraufhin|schliesslich|jetzt)\s+(?:entscheidest|entscheidet)\s+{you}\s+(?:dich|"
        r"euch|sich)\b",
        r"{start}{you}\s+(?:beschliess(?:t|en)|beschloss(?:est|t)?|entschliess(?:t|en)|hast\s+beschlossen|"
        r"hat\s+beschlossen)\b",
        r"{start}{you}\s+(?:fasst|fasste)\s+(?:den|einen)\s+entschluss\b",
        r"{start}{you}\s+(?:fühl(?:st|t)|spür(?:st|t)|weisst?)\s*,\s*dass\s+(?:du|ihr|er|"
        r"sie)\s[^.,]{{0,60}}\b(?:musst|müsst|muss)\b",
    ),
    feels=(
        r"{start}{you}\s+(?:kannst|könnt|kann)\s+nicht\s+anders\b",
        r"{start}{you}\s+(?:fragst\s+dich|fragt\s+euch|fragt\s+sich|fragte\s+sich)\s*,\s*(?:ob|warum|wie|"
        r"was|wer|wo|wann)\b",
        r"{start}{you}\s+(?:denkst\s+dir|denkt\s+sich|dachte\s+sich)\b",
        r"{start}{you}\s+(?:fühlst\s+dich|fühlt\s+euch|fühlt\s+sich)\s+(?:\w+\s+)?(?:schuldig|traurig|"
        r"wütend|erleichtert|stolz|einsam|hoffnungsvoll|glücklich|entschlossen|verraten)\b",
        r"{start}{you}\s+(?:fühlst|fühlt|spürst|spürt|verspürst|verspürt)\s+(?:eine?n?\s+)?(?:\w+\s+){{0,3}}"
        + _DE_FEELING
        + r"\b",
    ),
    agrees=(
        r"{start}{you}\s+(?:versprichst|verspricht|schwörst|schwört|weigerst\s+dich|weigert\s+sich|"
        r"stimmst\s+zu|stimmt\s+zu)\b",
    ),
    maybe=r"(?:wenn|falls|sobald|ob|vielleicht|sollte\w*|bevor|bis)\b",
    plans=r"\b(?:entscheid|beschlie|entschlie|frag)",
)
_RU_SAY2 = r"(?:говоришь|спрашиваешь|отвечаешь|шепчешь|кричишь|бормочешь|говорите|спрашиваете|отвечаете)"
_RU_SAY3 = r"(?:говорит|спрашивает|отвечает|шепчет|кричит|бормочет|сказала?|спросила?|ответила?|прошептала?)"
_RU_INF = r"(?:не\s+)?\w+(?:ть|ти|чь)(?:ся)?\b"
_RU_FEELING = (
    r"(?:гнев|вин[аыу]|страх|стыд|жалост|облегчени|радост|печал|ненавист|сожалени|надежд|гордост|отчаяни|"
    r"решимост|тоск|ужас)"
)
RUSSIAN: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*" + _RU_SAY2 + r"\b",
        r"{q}[,.]?\s*" + _RU_SAY3 + r"\s+{name}\b",
        r"{start}{you}\s+(?:" + _RU_SAY2 + "|" + _RU_SAY3 + r")\b[^.{q}]{{0,40}}[,:]\s*{q}",
    ),
    decides=(
        r"{start}{you}\s+(?:решаешь|решаете|решает|решила?|решили|решаешься|решает\s+себе)\s+" + _RU_INF,
        r"{start}{you}\s+(?:решаешь|решаете|решает|решила?|решили)\s*,\s*что\b",
        r"{start}{you}\s+принима(?:ешь|ете|ет)\s+решение\b",
        r"{start}{you}\s+(?:чувству(?:ешь|ете|ет)|знаешь|знаете|знает|понимаешь|понимаете|"
        r"понимает)\s*,\s*что\s+(?:(?:ты|вы|он|она)\s+)?(?:должен|должн|обязан)",
    ),
    feels=(
        r"{start}{you}\s+не\s+мож(?:ешь|ете|ет)\s+не\s+\w+",
        r"{start}{you}\s+(?:думаешь|думает)\s+про\s+себя\b",
        r"{start}{you}\s+задае(?:шься|тесь|тся)\s+вопросом\b",
        r"{start}{you}\s+(?:чувству(?:ешь|ете|ет)|ощуща(?:ешь|ете|ет)|испытыва(?:ешь|ете|ет))\s+(?:\w+\s+){{0,3}}"
        + _RU_FEELING,
    ),
    agrees=(
        r"{start}{you}\s+(?:обещаешь|обещает|клянешься|клянется|соглашаешься|соглашается|отказываешься|"
        r"отказывается)\b",
    ),
    maybe=r"(?:если|когда|пока|может|возможно|либо)\b",
    plans=r"(?:реш|выбира|дума|чувству)",
)
_ES_INF = r"(?:no\s+)?\w+(?:ar|er|ir|ír)(?:se|te|me|lo|la|los|las|le|les)?\b"
_ES_SAY2 = r"(?:dices|preguntas|respondes|contestas|susurras|gritas|murmuras|dijiste|preguntaste)"
_ES_SAY3 = r"(?:dice|pregunta|responde|contesta|susurra|grita|murmura|dijo|preguntó|respondió)"
_ES_FEELING = (
    r"(?:ira|culpa|miedo|vergüenza|lástima|alivio|alegría|pena|tristeza|odio|rabia|remordimiento|esperanza|"
    r"orgullo|pánico|terror|desesperación|determinación|compasión)"
)
SPANISH: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*" + _ES_SAY2 + r"\b",
        r"{q}[,.]?\s*" + _ES_SAY3 + r"\s+{name}\b",
        r"{start}(?:tú\s+)?(?:les?\s+)?" + _ES_SAY2 + r"\b[^.{q}]{{0,40}}[,:]\s*{q}",
        r"{start}{name}\s+(?:les?\s+)?" + _ES_SAY3 + r"\b[^.{q}]{{0,40}}[,:]\s*{q}",
    ),
    decides=(
        r"{start}(?:tú\s+)?(?:decides|has\s+decidido|decidiste|resuelves|eliges)\s+" + _ES_INF,
        r"{start}(?:tú\s+)?(?:decides|decidiste)\s+que\b",
        r"{start}{name}\s+(?:decide|decidió|ha\s+decidido|resuelve|elige)\s+(?:que\b|" + _ES_INF + ")",
        r"{start}(?:tú\s+)?(?:optas\s+por|tomas\s+la\s+decisión)\b",
        r"{start}(?:tú\s+)?(?:sientes|sabes)\s+que\s+(?:debes|tienes\s+que)\b",
        r"{start}{name}\s+(?:siente|sabe)\s+que\s+(?:debe|tiene\s+que)\b",
    ),
    feels=(
        r"{start}(?:tú\s+)?no\s+puedes\s+evitar\s+\w+",
        r"{start}(?:tú\s+)?te\s+preguntas\s+(?:si|por\s+qué|qué|cómo|cuándo|quién|dónde)\b",
        r"{start}{name}\s+se\s+pregunta\s+(?:si|por\s+qué|qué|cómo|cuándo|quién|dónde)\b",
        r"{start}(?:tú\s+)?piensas\s+para\s+ti\b",
        r"{start}(?:tú\s+)?te\s+sientes\s+(?:\w+\s+)?(?:culpable|triste|furios|aliviad|orgullos|"
        r"avergonzad|sol[oa]\b|decidid|traicionad)",
        r"{start}(?:tú\s+)?sientes\s+(?:una?\s+)?(?:\w+\s+){{0,4}}" + _ES_FEELING + r"\b",
    ),
    agrees=(r"{start}(?:tú\s+)?(?:prometes|juras|te\s+niegas\s+a|aceptas|accedes\s+a)\s+" + _ES_INF,),
    maybe=r"(?:si|cuando|quizás?|tal\s+vez|antes|hasta|aunque)\b",
    plans=r"(?:decid|elij|elig|opto|pregunt|siento|pienso)",
)
_ZH_SAY = r"(?:低声|轻声|大声|小声|高声)?(?:说道?|问道?|回答道?|答道|喊道|低语道?|嘀咕道?)"
CHINESE: Final = VoiceWords(
    speaks=(r"{q}[,。]?\s*{you}" + _ZH_SAY + r"(?!的)", r"{you}[^。,{q}]{{0,8}}" + _ZH_SAY + r"\s*[:,]\s*{q}"),
    decides=(
        r"(?<![果是若当让由使等论非前管])(?:{you})(?:终于|最终|于是|还是|立刻|当即)?(?:决定(?![吧权])|下定决心|打定主意|选择(?=[不去离留跟相放]))",
        r"{you}(?:觉得|感到|知道)(?:自己)?(?:必须|应该|不得不)",
    ),
    feels=(
        r"{you}(?:忍不住想|不禁想|心想|暗想|暗自思忖|暗下决心)",
        r"{you}(?:感到|觉得|心中涌起|心里涌起)(?:一阵|一丝|一股)?(?:强烈的|深深的)?(?:愤怒|内疚|悲伤|恐惧|羞愧|欣慰|同情|怜悯|绝望|骄傲|悔恨)",
    ),
    agrees=(r"{you}(?:答应|发誓|拒绝了|同意了)",),
    maybe=r"(?:如果|要是|假如|倘若|当|除非|也许|或许)",
    plans=r"(?:决定|选择|打算|想)",
)
JAPANESE: Final = VoiceWords(
    speaks=(
        r"{q}\s*(?:と、?|、)?\s*{you}[はが]?\s*(?:言|尋|答|叫|ささや|囁|つぶや|呟)",
        r"{you}[はが]、?[^。]{{0,8}}{q}\s*と(?:言|尋|答|叫|ささや|囁|つぶや|呟)",
    ),
    decides=(
        r"{you}[はが][^。、]{{0,30}}(?:ことに(?:する|した|決め)|と決(?:める|めた|心|意)|決心(?:する|した)|決意(?:する|した))",
        r"{you}[はが][^。]{{0,30}}(?:なければならない|ねばならない|べきだ)と(?:感じ|思)",
    ),
    feels=(
        r"{you}[はが][^。]{{0,30}}ずにはいられない",
        r"{you}[はが][^。、]{{0,12}}(?:怒り|罪悪感|悲しみ|恐怖|恥|安堵|同情|絶望|誇り|後悔)を(?:感じ|覚え)",
    ),
    maybe=r"(?:もし|もしも|たとえ)",
    plans=r"(?:決め|決心|思)",
)
_TH_SAY = r"(?:พูด|กล่าว|ถาม|ตอบ|กระซิบ|ตะโกน|เอ่ย|พึมพำ)"
THAI: Final = VoiceWords(
    speaks=(r"{q}\s*{you}\s*" + _TH_SAY, r"{you}\s*" + _TH_SAY + r"[^{q}]{{0,12}}\s*[:,]?\s*{q}"),
    decides=(
        r"(?<!ถ้า)(?<!หาก)(?<!ให้)(?<!เมื่อ)(?<!ก่อนที่)(?<!จนกว่า)(?<!ว่า){you}\s*(?:จึง|ก็|"
        r"เลย)?(?:ตัดสินใจ(?!ได้)|เลือกที่จะ|ตั้งใจจะ)",
        r"{you}\s*รู้สึกว่า(?:ตัวเอง)?ต้อง",
    ),
    feels=(
        r"{you}\s*อดไม่ได้ที่จะ",
        r"{you}\s*รู้สึก(?:ถึง)?(?:ความ)?(?:โกรธ|ผิดบาป|เศร้า|กลัว|ละอาย|โล่งใจ|สงสาร|สิ้นหวัง|ภูมิใจ)",
    ),
    agrees=(r"{you}\s*(?:สัญญาว่า|สาบานว่า|ตกลงที่จะ|ปฏิเสธที่จะ)",),
    maybe=r"(?:ถ้า|หาก|บางที|อาจ)",
    plans=r"(?:ตัดสินใจ|เลือก|ตั้งใจ)",
)

WORDS: Final = {
    "en": ENGLISH, "de": GERMAN, "ru": RUSSIAN, "es": SPANISH, "zh": CHINESE, "ja": JAPANESE, "th": THAI,
}  # fmt: skip
YOU: Final = {
    "en": "you", "de": "(?:du|ihr)", "ru": "(?:ты|вы)", "es": "(?:tú|vosotr[oa]s|ustedes)", "zh": "(?:你们|你|您)",
    "ja": "(?:あなたたち|あなた|君)", "th": "(?:พวกคุณ|พวกเจ้า|คุณ|เจ้า)",
}  # fmt: skip
AND: Final = {
    "en": "and|but|so|then|now|finally|instead|slowly|suddenly|eventually|at last|after a moment|for a "
    "moment|in the end|and so",
    "de": "und|aber|dann|also|doch|schliesslich|nun|jetzt",
    "ru": "и|но|тогда|затем|потом|наконец|поэтому",
    "es": "y|pero|entonces|luego|al final|así que|finalmente|después",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Voices:
    """The patterns of one language with the names of one party, ready to be searched."""

    speaks: re.Pattern[str]
    decides: re.Pattern[str]
    feels: re.Pattern[str]
    agrees: re.Pattern[str]
    maybe: re.Pattern[str]
    plans: re.Pattern[str]


@lru_cache(maxsize=64)
def voices(language: str, names: Collection[str]) -> Voices | None:
    """The patterns for a language (`de`, `pt-BR`) and these folded names; None for a language that is not known."""
    key = language.split("-")[0].casefold()
    known = WORDS.get(key)
    if known is None:
        return None
    listed = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True)) or "(?!)"
    start = rf"(?:^|[,;:.!?—–()*_\n{QUOTED}]\s*"
    start += rf"|\b(?:{AND[key]})\s+)" if key in AND else r"|\s)"
    blanks = {"you": f"(?:{YOU[key]}|{listed})", "name": f"(?:{listed})", "start": start, "q": QUOTED}

    def one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
        made = [unicodedata.normalize("NFKC", pattern).format(**blanks) for pattern in patterns]
        return re.compile("|".join(made) or "(?!)")

    return Voices(
        one_of(known.speaks),
        one_of(known.decides),
        one_of(known.feels),
        one_of(known.agrees),
        re.compile(r"\s*" + unicodedata.normalize("NFKC", known.maybe)),
        re.compile(unicodedata.normalize("NFKC", known.plans)),
    )
