"""How each language says that a player's character speaks, decides or feels. English, German, Spanish, Russian,
Chinese, Japanese, Thai; in any other language only a script's "Name:" is known.

Patterns are searched in folded text without speech (`Said.told`). `{you}` stands where the reader is addressed,
`{thou}` for that alone, `{name}` for the characters' names, `{start}` where a clause may begin, `{q}` for a stretch of
speech.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class VoiceWords:
    """The patterns of one language, of which each knows "you" and names."""

    speaks: tuple[str, ...]
    decides: tuple[str, ...]
    feels: tuple[str, ...]
    agrees: tuple[str, ...] = ()
    """Only looked for where the character said nothing in this turn."""
    tags: str = r"(?!)"
    """A sentence of its own behind a speech that says whose it was."""
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
_EN_TAG = (
    r"(?:think|insist|admit|warn|urge|suggest|explain|snap|order|command|breathe|remark|observe|agree|promise|swear|"
    r"counter|protest|manage|conclude)"
)
_EN_NOT_ANOTHER = (
    r"(?![^.?!{q}]{{0,40}}\b(?:says|said|asks|asked|calls|called|answers|answered|replies|replied|whispers|whispered|"
    r"mutters|muttered|shouts|shouted|murmurs|murmured)\b)"
)
"""Speech that somebody else's verb follows is somebody else's."""
_EN_GESTURE = (
    r"(?:nods?|sighs?|smiles?|frowns?|grins?|shrugs?|laughs?|snorts?|scowls?|chuckles?|speaks?(?:\s+up)?|"
    r"clears?\s+(?:your|his|her|their|\w{{1,4}})\s+throat|shakes?\s+(?:your|his|her|their|\w{{1,4}})\s+head)"
)
_EN_OF_ONESELF = r"(?:you|he|she|they)"
_EN_FEELING = (
    r"(?:anger|guilt|fear|dread|shame|pity|relief|joy|grief|sadness|love|hatred|rage|sorrow|remorse|"
    r"regret|hope|pride|"
    r"terror|panic|unease|determination|resolve|longing|desire|sympathy|despair|triumph|satisfaction|"
    r"disgust|compassion|"
    r"tenderness|excitement|anticipation|curiosity|foreboding|contempt|envy|gratitude|loneliness|happiness|"
    r"admiration|horror|dismay|disappointment|frustration|annoyance|courage|confidence|conviction|wonder|awe)"
)
_EN_FELT = (
    r"(?:angry|guilty|afraid|ashamed|sorry|sad|happy|relieved|proud|hopeful|terrified|determined|lonely|"
    r"jealous|grateful|"
    r"betrayed|curious|uneasy|furious|heartbroken|at peace|excited|frightened|scared|horrified|"
    r"disappointed|frustrated|annoyed|thrilled|delighted|overjoyed|touched\s+by|moved\s+by|in\s+love)"
)
ENGLISH: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*(?:and\s+)?{you}\s+" + _EN_ADV + _EN_SAY + r"(?:s|es|ed|d)?\b",
        r"{q}[,.]?\s*(?:say|says|said|ask|asks|asked|repl(?:y|ies|ied)|whisper\w*|shout\w*|mutter\w*)\s+{you}\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + _EN_SAY
        + r"(?:s|es|ed|d|ies|y|ied)?\b[^.{q}]{{0,40}}[,:]\s*{q}"
        + _EN_NOT_ANOTHER,
        r"{start}{you}\s+" + _EN_ADV + _EN_GESTURE + r"\b[^.?!{q}]{{0,40}}[,:]\s*{q}[\s,.]*(?:$|and\b)",
        r"{q}[,.]?\s*{you}\s+" + _EN_ADV + _EN_GESTURE + r"\b",
        r"{q}[,.]?\s*(?:and\s+)?{you}\s+" + _EN_ADV + _EN_TAG + r"(?:s|es|d|ed)?\b",
    ),
    decides=(
        r"{start}{thou}\s+(?!(?:watch|see|hear|let|make|help|have)\b)[^.;:?!{q}]{{1,90}}\b(?:and|then)\s+"
        + _EN_ADV
        + r"(?:decide|resolve|vow|choose|make\s+up\s+your\s+minds?)\s*(?:to|that|not|against|$)\b",
        r"{start}{name}\s+[^.;:?!{q}]{{1,90}}\b(?:and|then)\s+"
        + _EN_ADV
        + r"(?:decides|resolves|vows|chooses)\s+(?:to|that|not|against)\b",
        r"{start}{you}\s+(?:are|is)\s+" + _EN_ADV + r"(?:determined|resolved)\s+(?:to|that|not)\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"knows?\s+what\s+"
        + _EN_OF_ONESELF
        + r"\s+(?:must|(?:have|has)\s+to|need|needs)\b",
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
        r"{start}{you}\s+" + _EN_ADV + r"(?:want|wants|wanted)\s+(?:nothing\s+more\s+than|to)\b",
        r"{start}{you}\s+" + _EN_ADV + r"(?:feels?|felt)\s+(?:an?\s+|no\s+|only\s+|nothing\s+but\s+)?"
        r"(?:(?!(?:his|her|their|its|the)\b)\w+\s+){{0,2}}"
        + _EN_FEELING
        + r"\b(?!\s+(?:in|from|off|around|behind|of)\b)",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:are|is|was|were)\s+(?:(?:deeply|suddenly|strangely|so|very|oddly|quite|truly|now)\s+)?"
        + _EN_FELT
        + r"\b",
        r"{start}(?:your|{name}['’]s)\s+hearts?\s+(?:sinks?|leaps?|soars?|swells?|aches?|breaks?|lifts?|sings?|"
        r"warms?)\b",
        r"{start}{you}\s+" + _EN_ADV + r"(?:think|thinks|thought)\s+(?:of|about|back)\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:think|thinks|thought)\s+that\s+(?!"
        + _EN_OF_ONESELF
        + r"\s+(?:see|hear|smell|feel|can|could|saw|heard))",
        r"{start}{you}\s+" + _EN_ADV + r"(?:hope|long|yearn)s?\s+(?:that|to|for)\b",
        r"{start}{you}\s+"
        + _EN_ADV
        + r"(?:hate|love|fear|regret|pity|pitie)s?\s+(?:it|him|her|them|that|this|to|the|every)\b",
        r"{start}{you}\s+(?:have\s+|has\s+)?(?:always|never|long)\s+(?:loved|liked|hated|wanted|feared|trusted|"
        r"dreamed)\b",
        r"{start}{you}\s+" + _EN_ADV + r"finds?\s+(?:it|this|that|him|her|them|yourself|himself|herself|themselves)\s+"
        r"(?:all\s+)?(?:(?:very|so|rather|quite|oddly|strangely|deeply)\s+)?(?:interesting|fascinating|amusing|"
        r"funny|charming|sad|"
        r"moving|exciting|touching|delightful|unbearable|wanting|wishing|hoping|thinking|smiling|wondering|longing)\b",
    ),
    agrees=(r"{start}{you}\s+" + _EN_ADV + r"(?:agree[sd]?|promise[sd]?|refuse[sd]?|swear[s]?|swore)\s+(?:to|that)\b",),
    tags=r"\s*{name}\s+"
    + _EN_ADV
    + r"(?:says|asks|replies|answers|whispers|shouts|calls|mutters|murmurs|yells|growls|hisses|"
    r"cries|exclaims|demands|insists|sighs|snaps)(?:\s+(?:\w+ly|again|at\s+last|back))?\s*(?:[.,;!]|$|and\b)",
    maybe=r"(?:if|should|unless|whether|perhaps|maybe|whatever|whichever|could|would|when|once|until|before)\b",
    plans=r"\b(?:decide|choose|resolve|make up my mind|opt|vow|wonder|feel|think)\b",
)
_DE_SAY = (
    r"(?:sagst|fragst|antwortest|rufst|flüsterst|murmelst|erwiderst|schreist|sagt|fragt|antwortet|ruft|"
    r"flüstert|murmelt|erwidert|schreit|sagte|fragte|antwortete|rief|flüsterte|denkst|denkt|dachte|meinst|meint|"
    r"entgegnest|entgegnet|nickst|nickt|seufzt|lächelst|lächelt|lachst|lacht|erklärst|erklärt)"
)
_DE_FEELING = (
    r"(?:wut|schuld|angst|scham|mitleid|erleichterung|freude|trauer|hass|reue|hoffnung|stolz|panik|sehnsucht|"
    r"verzweiflung|entschlossenheit|zorn|furcht|aufregung|neugier|freude|dankbarkeit|enttäuschung|entsetzen|mut)"
)
GERMAN: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*" + _DE_SAY + r"\s+{you}\b(?:(?<!\bihr)|(?=\s*(?:[.,;:!?]|$|und\b)))",
        r"{start}{you}\s+"
        + _DE_SAY
        + r"\b[^.{q}]{{0,40}}[,:]\s*{q}(?!\s*,?\s*(?:sagt|fragt|ruft|antwortet|murmelt|flüstert)\b)",
    ),
    decides=(
        r"{start}{you}\s+(?:entscheidest|entscheidet|entschied|entschiedest)\s+(?:dich|euch|sich)\b",
        r"(?:dann|nun|also|daraufhin|schliesslich|jetzt)\s+(?:entscheidest|entscheidet)\s+{you}\s+(?:dich|"
        r"euch|sich)\b",
        r"{start}{you}\s+(?:beschliess(?:t|en)|beschloss(?:est|t)?|entschliess(?:t|en)|hast\s+beschlossen|"
        r"hat\s+beschlossen)\b",
        r"{start}{you}\s+[^.;:?!{q}]{{1,90}}\bund\s+(?:beschliess(?:t|est)|entscheide(?:st|t)\s+(?:dich|euch|sich)|"
        r"entschliess(?:t|est)\s+(?:dich|euch|sich))\b",
        r"{start}{you}\s+(?:bist|seid|ist)\s+(?:fest\s+)?entschlossen\b",
        r"{start}{you}\s+(?:fasst|fasste)\s+(?:den|einen)\s+entschluss\b",
        r"{start}{you}\s+(?:fühl(?:st|t)|spür(?:st|t)|weisst?)\s*,\s*dass\s+(?:du|ihr|er|"
        r"sie)\s[^.,]{{0,60}}\b(?:musst|müsst|muss)\b",
    ),
    feels=(
        r"{start}{you}\s+(?:kannst|könnt|kann)\s+nicht\s+anders\b",
        r"{start}{you}\s+(?:fragst\s+dich|fragt\s+euch|fragt\s+sich|fragte\s+sich)\s*,\s*(?:ob|warum|wie|"
        r"was|wer|wo|wann)\b",
        r"{start}{you}\s+(?:denkst|denkt|dachtest|dachte)\s+(?:an|über|daran|darüber|,\s*dass)\b",
        r"{start}{you}\s+(?:hoffst|hofft|fürchtest|fürchtet|bereust|bereut)\s*(?:,\s*dass|auf|dich|euch|sich|es|zu)\b",
        r"{start}{you}\s+(?:bist|seid|ist)\s+(?:(?:sehr|so|plötzlich|tief)\s+)?(?:traurig|wütend|erleichtert|"
        r"stolz|einsam|"
        r"glücklich|aufgeregt|verzweifelt|neugierig|entsetzt|zornig|gerührt)\b",
        r"{start}(?:dein|euer|{name}s)\s+herz\s+(?:sinkt|hüpft|schwillt|bricht|wird\s+(?:schwer|leicht|warm))\b",
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
_RU_SAY2 = (
    r"(?:говоришь|спрашиваешь|отвечаешь|шепчешь|кричишь|бормочешь|говорите|спрашиваете|отвечаете|думаешь|киваешь|"
    r"вздыхаешь|добавляешь|произносишь|восклицаешь)"
)
_RU_SAY3 = (
    r"(?:говорит|спрашивает|отвечает|шепчет|кричит|бормочет|сказала?|спросила?|ответила?|прошептала?|думает|кивает|"
    r"вздыхает|добавляет|произносит|восклицает|кивнула?|вздохнула?)"
)
_RU_INF = r"(?:не\s+)?\w+(?:ть|ти|чь)(?:ся)?\b"
_RU_FEELING = (
    r"(?:гнев|вин[аыу]|страх|стыд|жалост|облегчени|радост|печал|ненавист|сожалени|надежд|гордост|отчаяни|"
    r"решимост|тоск|ужас|волнени|восторг|благодарност|любопытств|разочаровани|злост)"
)
RUSSIAN: Final = VoiceWords(
    speaks=(
        r"{q}[,.]?\s*(?:[—–-]\s*)?" + _RU_SAY2 + r"\b",
        r"{q}[,.]?\s*(?:[—–-]\s*)?" + _RU_SAY3 + r"\s+{name}\b",
        r"{start}{you}\s+(?:" + _RU_SAY2 + "|" + _RU_SAY3 + r")\b[^.{q}]{{0,40}}[,:]\s*{q}",
    ),
    decides=(
        r"{start}{you}\s+(?:решаешь|решаете|решает|решила?|решили|решаешься|решает\s+себе)\s+" + _RU_INF,
        r"{start}{you}\s+(?:решаешь|решаете|решает|решила?|решили)\s*,\s*что\b",
        r"{start}{thou}\s+[^.;:?!{q}]{{1,90}}\s+и\s+(?:решаешь|решаете)\s+" + _RU_INF,
        r"{start}{name}\s+[^.;:?!{q}]{{1,90}}\s+и\s+(?:решает|решила?)\s+" + _RU_INF,
        r"{start}{you}\s+принима(?:ешь|ете|ет)\s+решение\b",
        r"{start}{you}\s+(?:чувству(?:ешь|ете|ет)|знаешь|знаете|знает|понимаешь|понимаете|"
        r"понимает)\s*,\s*что\s+(?:(?:ты|вы|он|она)\s+)?(?:должен|должн|обязан)",
    ),
    feels=(
        r"{start}{you}\s+не\s+мож(?:ешь|ете|ет)\s+не\s+\w+",
        r"{start}{you}\s+(?:думаешь|думает)\s+про\s+себя\b",
        r"{start}{you}\s+(?:думаешь|думаете|думает|думала?)\s+(?:о|об|обо|про|,\s*что)\b",
        r"{start}{you}\s+(?:надеешься|надеетесь|надеется|боишься|боитесь|боится)\s*(?:,\s*что|на\b)",
        r"{start}{you}\s+хо(?:чешь|тите|чет)\s+" + _RU_INF,
        r"{start}(?:твое|ваше)\s+сердце\s+(?:сжимается|замирает|наполняется|разрывается)",
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
_ES_SAY2 = (
    r"(?:dices|preguntas|respondes|contestas|susurras|gritas|murmuras|dijiste|preguntaste|piensas|asientes|suspiras|"
    r"añades|exclamas)"
)
_ES_SAY3 = (
    r"(?:dice|pregunta|responde|contesta|susurra|grita|murmura|dijo|preguntó|respondió|piensa|asiente|suspira|añade|"
    r"exclama)"
)
_ES_FEELING = (
    r"(?:ira|culpa|miedo|vergüenza|lástima|alivio|alegría|pena|tristeza|odio|rabia|remordimiento|esperanza|"
    r"orgullo|pánico|terror|desesperación|determinación|compasión|emoción|entusiasmo|gratitud|curiosidad|decepción)"
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
        r"{start}(?:tú\s+)?\w+(?:as|es)\s+[^.;:?!{q}]{{1,90}}\s+y\s+(?:decides|resuelves|eliges)\s+" + _ES_INF,
        r"{start}{name}\s+[^.;:?!{q}]{{1,90}}\s+y\s+(?:decide|decidió|resuelve|elige)\s+(?:que\b|" + _ES_INF + ")",
        r"{start}(?:tú\s+)?(?:optas\s+por|tomas\s+la\s+decisión)\b",
        r"{start}(?:tú\s+)?(?:sientes|sabes)\s+que\s+(?:debes|tienes\s+que)\b",
        r"{start}{name}\s+(?:siente|sabe)\s+que\s+(?:debe|tiene\s+que)\b",
    ),
    feels=(
        r"{start}(?:tú\s+)?no\s+puedes\s+evitar\s+\w+",
        r"{start}(?:tú\s+)?te\s+preguntas\s+(?:si|por\s+qué|qué|cómo|cuándo|quién|dónde)\b",
        r"{start}{name}\s+se\s+pregunta\s+(?:si|por\s+qué|qué|cómo|cuándo|quién|dónde)\b",
        r"{start}(?:tú\s+)?piensas\s+(?:para\s+ti|en|que)\b",
        r"{start}{name}\s+(?:piensa|pensó)\s+(?:para\s+sí|en|que)\b",
        r"{start}{name}\s+siente\s+(?:una?\s+)?(?:\w+\s+){{0,3}}" + _ES_FEELING + r"\b(?!\s+(?:de|en)\b)",
        r"{start}(?:tú\s+)?(?:esperas\s+que|temes\s+que|lamentas|quieres\s+" + _ES_INF + ")",
        r"{start}tu\s+corazón\s+(?:se\s+(?:hunde|encoge|rompe|alegra)|da\s+un\s+vuelco)\b",
        r"{start}(?:tú\s+)?te\s+sientes\s+(?:\w+\s+)?(?:culpable|triste|furios|aliviad|orgullos|"
        r"avergonzad|sol[oa]\b|decidid|traicionad)",
        r"{start}(?:tú\s+)?sientes\s+(?:una?\s+)?(?:\w+\s+){{0,4}}" + _ES_FEELING + r"\b",
    ),
    agrees=(r"{start}(?:tú\s+)?(?:prometes|juras|te\s+niegas\s+a|aceptas|accedes\s+a)\s+" + _ES_INF,),
    maybe=r"(?:si|cuando|quizás?|tal\s+vez|antes|hasta|aunque)\b",
    plans=r"(?:decid|elij|elig|opto|pregunt|siento|pienso)",
)
_ZH_SAY = (
    r"(?:低声|轻声|大声|小声|高声|点点?头|叹了?口气|微微?一?笑着?|[,]|地)*"
    r"(?:说道?|问道?|回答道?|答道|喊道|低语道?|嘀咕道?|叹道|笑道|心想|想道)"
)
CHINESE: Final = VoiceWords(
    speaks=(r"{q}[,。]?\s*{you}" + _ZH_SAY + r"(?!的)", r"{you}[^。,{q}]{{0,8}}" + _ZH_SAY + r"\s*[:,]\s*{q}"),
    decides=(
        r"(?<![果是若当让由使等论非前管])(?:{you})(?:终于|最终|于是|还是|立刻|当即)?(?:决定(?![吧权])|下定决心|打定主意|选择(?=[不去离留跟相放]))",
        r"(?<![果是若当让由使等论非前管])(?:{you})[^。;:?!{q}]{{1,24}}[,](?:并|并且|然后|于是|最后)?(?:决定(?![吧权])|下定决心|打定主意)",
        r"{you}(?:觉得|感到|知道)(?:自己)?(?:必须|应该|不得不)",
    ),
    feels=(
        r"{you}(?:忍不住想|不禁想|心想|暗想|暗自思忖|暗下决心)",
        r"{you}(?:想起|想到|想着|希望|渴望|害怕|后悔|思索着|怀念)",
        r"{you}(?:感到|觉得)(?:非常|十分|很|无比|越来越)?(?:愤怒|内疚|悲伤|恐惧|羞愧|欣慰|兴奋|激动|失望|感激|好奇|孤独|骄傲|高兴|害怕)",
        r"{you}(?:的)?心(?:里)?(?:一沉|沉了下去|沉下去|碎了)",
        r"{you}(?:感到|觉得|心中涌起|心里涌起)(?:一阵|一丝|一股)?(?:强烈的|深深的)?(?:愤怒|内疚|悲伤|恐惧|羞愧|欣慰|同情|怜悯|绝望|骄傲|悔恨|兴奋|激动|失望|感激|好奇)",
    ),
    agrees=(r"{you}(?:答应|发誓|拒绝了|同意了)",),
    maybe=r"(?:如果|要是|假如|倘若|当|除非|也许|或许)",
    plans=r"(?:决定|选择|打算|想)",
)
JAPANESE: Final = VoiceWords(
    speaks=(
        r"{q}\s*(?:と、?|、)?\s*{you}[はが]?\s*(?:言|尋|答|叫|ささや|囁|つぶや|呟)",
        r"{you}[はが]、?[^。]{{0,14}}{q}\s*と(?:言|尋|答|叫|ささや|囁|つぶや|呟|思|考え|うなず|頷)",
        r"{q}\s*と{you}[はが]?\s*(?:思|考え|うなず|頷|微笑|ため息)",
    ),
    decides=(
        r"{you}[はが][^。、]{{0,30}}(?:ことに(?:する|した|決め)|と決(?:める|めた|心|意)|決心(?:する|した)|決意(?:する|した))",
        r"{you}[はが][^。]{{0,30}}(?:なければならない|ねばならない|べきだ)と(?:感じ|思)",
    ),
    feels=(
        r"{you}[はが][^。]{{0,30}}ずにはいられない",
        r"{you}[はが][^。、]{{0,12}}(?:怒り|罪悪感|悲しみ|恐怖|恥|安堵|同情|絶望|誇り|後悔|興奮|喜び|不安|好奇心|感謝|失望)を(?:感じ|覚え)",
        r"{you}[はが][^。、]{{0,20}}(?:のことを|について)(?:思う|思い出す|考える|思った|考えた)",
        r"{you}[はが][^。]{{0,30}}(?:だろうか|のではないか)と(?:思う|思った|考える|考えた)",
        r"{you}[はが][^。、]{{0,20}}(?:願う|願った|望む|望んだ|恐れる|悔やむ)",
        r"{you}の心は?(?:沈|躍|弾|痛)",
    ),
    maybe=r"(?:もし|もしも|たとえ)",
    plans=r"(?:決め|決心|思)",
)
_TH_SAY = r"(?:พยักหน้า|ถอนหายใจ|ยิ้ม|จึง|ก็|แล้ว|\s)*(?:พูด|กล่าว|ถาม|ตอบ|กระซิบ|ตะโกน|เอ่ย|พึมพำ|คิดในใจ|คิด)"
THAI: Final = VoiceWords(
    speaks=(r"{q}\s*{you}\s*" + _TH_SAY, r"{you}\s*" + _TH_SAY + r"[^{q}]{{0,12}}\s*[:,]?\s*{q}"),
    decides=(
        r"(?<!ถ้า)(?<!หาก)(?<!ให้)(?<!เมื่อ)(?<!ก่อนที่)(?<!จนกว่า)(?<!ว่า){you}\s*(?:จึง|ก็|"
        r"เลย)?(?:ตัดสินใจ(?!ได้)|เลือกที่จะ|ตั้งใจจะ)",
        r"{you}\s*รู้สึกว่า(?:ตัวเอง)?ต้อง",
    ),
    feels=(
        r"{you}\s*อดไม่ได้ที่จะ",
        r"{you}\s*(?:คิดถึง|นึกถึง|หวังว่า|กลัวว่า|เสียใจที่|อยากจะ)",
        r"หัวใจของ{you}\s*(?:หล่นวูบ|แตกสลาย|พองโต)",
        r"{you}\s*รู้สึก(?:ถึง)?(?:ความ)?(?:โกรธ|ผิดบาป|เศร้า|กลัว|ละอาย|โล่งใจ|สงสาร|สิ้นหวัง|ภูมิใจ|ตื่นเต้น|"
        r"ผิดหวัง|ซาบซึ้ง|ดีใจ|เหงา)",
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
