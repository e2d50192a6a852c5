"""What a question is about: its words without those of grammar. Pure.

In a game of ten turns "what" and "about" are as rare as any name: only a list tells that they say nothing. Where a
language has none here, short words count as grammar, and a question is what it says.
"""

from typing import Final

from gm.memory.terms import found_words

_SHORT: Final = 3

_WORDS: Final = {
    "en": "a about after again all also am an and any anybody anyone anything are as at be because been before "
    "being but by can could did do does doing done else ever for from get give given gives got had happen happened "
    "happening has have having he her here hers herself him himself his how i if in into is it its just know known "
    "knows like may me might mine more most much many must my myself no not now of off on once one only or other "
    "our out over own please really recall remember same shall she should so some somebody someone something still "
    "such than that the their them then there these they thing things this those through to too under until up upon "
    "us very was we were what whatever when where which while who whom whose why will with would yes yet you your",
    "de": "aber alle allem allen aller alles als also am an andere anderen auch auf aus bei bin bis bist bitte da "
    "damit dann das dass dein deine dem den denn der des dich die dies diese diesem diesen dieser dieses dir doch "
    "dort du durch ein eine einem einen einer eines er erinnere erzahl erzahle erzähl erzähle es etwas euch euer "
    "für gab ganz geben gegen gibt habe haben hast hat hatte hatten her hier hin ich ihm ihn ihnen ihr ihre ihrem "
    "ihren ihrer im in ins irgendwas ist ja jede jeden jeder jemand jetzt kann kannst kein keine können konnte los "
    "man mein meine meinem meinen meiner mich mir mit muss nach nein nicht nichts noch nun nur ob oder ohne "
    "passiert schon sehr sein seine seinem seinen seiner seit sich sie sind so soll sollte über um und uns unser "
    "unsere unter vom von vor war waren warum was wegen weil weiss weiß weißt welche welchem welchen welcher "
    "welches wem wen wenn wer werden weshalb wessen wie wieder wieso will wir wird wissen wo woher wohin worum "
    "wurde wurden würde zu zum zur",
    "es": "a acerca al algo alguien algún alguna alguno ante antes aquel aquella aquí así aún aunque como cómo con "
    "conoce conozco cuál cuales cuáles cual cualquier cuando cuándo cuánto cuántos cuéntame de del desde donde "
    "dónde dime dos el él ella ellas ellos en entre era eran eres es esa ese eso esos esta está están estaba este "
    "esto estos fue fueron ha había han hace hacer hacia hasta hay he la las le les lo los más me mi mí mis mucho "
    "muy nada nadie ni no nos nosotros nuestra nuestro o otra otro para pasa pasado pasó pero poco por porque puede "
    "pues que qué quien quién quienes quiénes recuerdo sabe saber sabemos se sé ser si sí sido sin sobre son soy su "
    "sus también tan te tenía tiene tienen todo todos tu tú tus un una uno unos usted y ya yo",
    "ru": "а без бы был была были было быть в вам вас ваш весь во вот все всё всех вспомни вы где да для до его ее "
    "её если есть еще ещё же за здесь знаем знает знаешь знаю и из или им их к как какая какие какого какое какой "
    "какую когда кого кому кто куда ли меня мне много мной может мой моя моё мои мы на над нам нас наш не него нее "
    "неё ней нет ни них ничего но ну о об обо он она они оно от откуда очень по под помню почему при про произошло "
    "расскажи расскажите с сам себя сейчас со случилось так такая также такие такое такой там твой тебе тебя то "
    "тобой того тоже той только том тот ту ты у уже чего чей чем чём чему через что чтобы чьи чья чьё эта эти это "
    "этого этой этот эту я",
    "fr": "a à ai alors après as au aussi autre aux avait avant avec avons ce ceci cela celle celui ces cet cette "
    "ceux chez comme comment d dans de déjà des dis donc dont du elle elles en encore est et étaient était être eu "
    "fait fut il ils j je l la le les leur leurs lui là m ma mais me même mes moi mon n ne ni non nos notre nous on "
    "ont ou où par parce pas passé peu peut plus pour pourquoi qu quand que quel quelle quelles quels qui quoi rien "
    "s sa sais sait sans se ses si son sont souviens sur t ta te tes toi ton tous tout toute très tu un une vos "
    "votre vous y",
}  # fmt: skip
_UNSPACED: Final = {
    "zh": "怎么回事 为什么 怎么样 有没有 是不是 告诉我 记得 知道 发生 什么 怎么 怎样 哪里 哪儿 哪个 哪些 哪 谁 多少 几 "
    "何时 时候 关于 我们 你们 他们 她们 它们 我 你 他 她 它 这个 那个 这里 那里 这 那 是 的 了 吗 呢 吧 啊 在 有 和 与 "
    "把 被 对 从 到 给 过 着 也 都 就 还 又 很 不 没 会 能 要 请 个",
    "ja": "について ですか ますか でしょうか ありますか 誰 だれ 何 なに なん どこ いつ なぜ どうして どう どの どれ "
    "ください 教えて 知って 覚えて した して する です ます いる ある から まで より その この あの それ これ あれ "
    "は が を に で と も の か へ や ね よ",
    "th": "เกี่ยวกับ ทำไม อย่างไร ยังไง อะไร ที่ไหน เมื่อไร เมื่อไหร่ เท่าไร ใคร ไหน หรือไม่ หรือเปล่า หรือ ไหม "
    "มั้ย รู้จัก รู้ จำได้ เกิดขึ้น บอก ฉัน ผม เรา คุณ เขา เธอ มัน พวก นี้ นั้น นั่น คือ เป็น อยู่ ได้ ให้ ของ ที่ "
    "และ กับ ใน จาก แล้ว จะ ไป มา ไม่ ก็ ว่า มี ครับ ค่ะ คะ",
}  # fmt: skip
_MARKS: Final = frozenset("?\uff1f\u061f\u037e")
_ASKING: Final = ("tell me", "remind me", "do you know", "i wonder")


def is_question(text: str) -> bool:
    """Whether a question mark of any script stands in it."""
    return not _MARKS.isdisjoint(text)


def topic_of(question: str, language: str) -> str:
    """The words of a question that say what it is about, in order; '' where it has none ("who is it?").

    `language`: the campaign's, as a tag.
    """
    short = language.split("-")[0].lower()
    text = question
    if short in _UNSPACED:
        for word in sorted(_UNSPACED[short].split(), key=len, reverse=True):
            text = text.replace(word, " ")
    elif short == "en":
        text = text.lower()
        for phrase in _ASKING:
            text = text.replace(phrase, " ")
    grammar = frozenset(_WORDS.get(short, "").split())
    if grammar:
        grammar |= {folded for word in grammar for folded in found_words(word)}
    found = [word for word in found_words(text) if not _is_grammar(word, grammar, known=short in _WORDS)]
    return " ".join(found)


def grammar_of(language: str) -> tuple[str, ...]:
    """The words of a language's grammar; none where they are not known. `language`: without its country."""
    return tuple((_WORDS.get(language) or _UNSPACED.get(language, "")).split())


def _is_grammar(word: str, grammar: frozenset[str], *, known: bool) -> bool:
    parts = word.replace("’", "'").split("'")
    if word in grammar or (len(parts) > 1 and all(part in grammar or len(part) <= 2 for part in parts)):
        return True
    return not known and word.isascii() and len(word) <= _SHORT and not word.isdigit()
