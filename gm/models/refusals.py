"""A reply that declines to answer: short, whole, in the voice of an assistant. Pure.

A person of the story who says "I cannot help you" is none: they speak within quotes, or the narrator says who speaks.
So a refusal must be the whole of a short reply, begin as one does, and speak of the request, its content or the model
itself.
"""

import re
from typing import Final

_LONGEST: Final = 700
"""Characters. What is longer tells something."""
HELD: Final = 160
"""Characters of the beginning that are looked at before anything is shown."""
_QUOTES: Final = re.compile(r"[\"“”„«»「」『』‹›]|(?:^|\n)\s*[—–-]\s")
_MODEL: Final = re.compile(
    r"\bas an? (?:AI|artificial|language model|assistant)|\bAI (?:language )?(?:model|assistant)\b|\blanguage model\b"
    r"|\bcontent (?:policy|policies|guidelines)\b|\bmy (?:guidelines|programming|policies)\b"
    r"|modelo de (?:lenguaje|linguagem)|modèle de langage|modello linguistico|Sprachmodell|językow\w+ model"
    r"|model\w* językow|языков\w+ модел|мовн\w+ модел|语言模型|語言模型|人工智能|人工智慧"
    r"|言語モデル|언어 ?모델|โมเดลภาษา|dil modeli"
    r"|نموذج لغ|भाषा मॉडल",
    re.IGNORECASE,
)

# (how it begins, what it says that it cannot do, what that is about)
_WORDS: Final = (
    (  # English
        r"(?:oh,? )?(?:i(?:['’]m| am) (?:really |very |so |truly )?(?:sorry|afraid|unable|not able)|sorry\b|apologies"
        r"|my apologies|i apologi[sz]e|i (?:can(?:['’]t|not| not)|won['’]t|will not|must decline|have to decline)"
        r"|unfortunately|i(?:['’]d| would) (?:rather|prefer) not|as an? (?:ai|language|assistant)|this request)",
        r"can(?:['’]t|not| not)|won['’]t|will not|unable|not able|decline|not comfortable|not appropriate|prefer not"
        r"|rather not|violates|against",
        r"(?:help|assist)(?: you)? with (?:that|this|your|creating|writing)|\b(?:this|that|your|the) (?:request|prompt"
        r"|content|topic|scenario|story|scene|role-?play|conversation|type of|kind of)|fulfil|comply|guidelines|polic"
        r"|\bassist\b|generate|provide|create (?:content|that|this)|engage in|continue (?:with )?(?:this|that)",
    ),
    (  # Spanish
        r"lo siento|lo lamento|lamento|disculp|perd[oó]n|no puedo|me temo|lamentablemente",
        r"no puedo|no podr[eé]|no me es posible|no estoy en condiciones",
        r"(?:ayudar\w*|asistir\w*) (?:con|en) (?:eso|esto|esa|esta|ese|este)|solicitud|petici[oó]n|contenido|este tipo",
    ),
    (  # French
        r"(?:je suis )?(?:vraiment )?désolée?|je m['’]excuse|je ne (?:peux|puis|suis)|malheureusement|navrée?",
        r"ne (?:peux|puis|suis|pourrai)|impossible",
        r"demande|requête|contenu|ce (?:type|genre) de|(?:aider|assister) (?:avec|à|pour) (?:cela|ça|cette|ce)",
    ),
    (  # German
        r"(?:es )?tut mir (?:sehr )?leid|leider|entschuldig|ich kann|ich darf|ich werde|verzeih",
        r"nicht|keine?n?\b",
        r"anfrage|bitte nachkommen|inhalt|richtlinien|dabei (?:nicht )?(?:helfen|behilflich)|(?:damit|dabei)\b.*helfen",
    ),
    (  # Italian
        r"mi (?:di)?spiace|mi scuso|spiacente|non posso|purtroppo",
        r"non (?:posso|sono in grado|potrò)",
        r"richiest|contenut|(?:aiutar\w*|assister\w*) (?:con|in) (?:quest|ciò)|questo (?:tipo|genere)",
    ),
    (  # Portuguese
        r"desculp|sinto muito|lamento|infelizmente|não posso|perdão",
        r"não (?:posso|consigo|poderei)",
        r"solicitaç|pedido|conteúdo|(?:ajudar|auxiliar) com (?:iss|ist|ess|est)|esse tipo|este tipo",
    ),
    (  # Russian
        r"извин|к сожалению|прошу прощения|прости|мне жаль|(?:я )?не могу|сожалею",
        r"не (?:могу|в состоянии|буду|имею возможности)",
        r"запрос|просьб|контент|содержани|помочь (?:вам |тебе )?с этим|такого рода|эту тему|правил",
    ),
    (  # Ukrainian
        r"вибач|на жаль|перепрошую|(?:я )?не можу|пробач",
        r"не (?:можу|в змозі|буду)",
        r"запит|прохання|вміст|контент|допомогти (?:вам |тобі )?(?:з цим|із цим)|правил",
    ),
    (  # Polish
        r"przepraszam|niestety|przykro mi|nie mogę|wybacz",
        r"nie (?:mogę|jestem w stanie|będę)",
        r"prośb|żądani|treści|w tym pomóc|pomóc (?:ci |w )?(?:tym|tego)|tego typu|zasad",
    ),
    (  # Turkish
        r"üzgünüm|özür|maalesef|ne yazık ki|kusura bakma",
        r"\w+(?:amam|emem|amıyorum|emiyorum|amayacağım|emeyeceğim)",
        r"istek|isteğ|talep|taleb|içerik|içeriğ|bu konuda",
    ),
    (
        r"很?抱歉|对不起|對不起|很遗憾|我(?:无法|不能|無法)|不好意思",
        r"无法|不能|無法",
        r"请求|要求|内容|內容|話題|话题|这个|這個|此类|協助|协助",
    ),
    (
        r"申し訳|すみません|ごめんなさい|恐れ入りますが|残念ながら",
        r"できません|できかねます|いたしかねます|できない",
        r"リクエスト|ご要望|ご依頼|内容|お手伝い|お応え|対応",
    ),
    (
        r"죄송|미안|유감",
        r"수 없|어렵습니다|불가능|않겠습니다",
        r"요청|내용|도와드|콘텐츠|도움",
    ),
    (
        r"ขออภัย|ขอโทษ|เสียใจ",
        r"ไม่สามารถ|ไม่อาจ",
        r"คำขอ|เนื้อหา|ช่วยเหลือ|เรื่องนี้|ดำเนินการ",
    ),
    (
        r"عذر|آسف|أعتذر|للأسف|لا (?:أستطيع|يمكنني)",
        r"لا (?:أستطيع|يمكنني)|لن",
        r"طلب|محتوى|المساعدة",
    ),
    (
        r"क्षमा|माफ़|माफ|खेद",
        r"नहीं",
        r"अनुरोध|सामग्री|सहायता|मदद",
    ),
)
_LANGUAGES: Final = tuple(tuple(re.compile(part, re.IGNORECASE) for part in parts) for parts in _WORDS)


def may_refuse(opening: str) -> bool:
    """Whether a reply that begins like this may turn out to be a refusal."""
    opening = _bare(opening)
    return any(begins.match(opening) for begins, _, _ in _LANGUAGES) or bool(_MODEL.search(opening[:HELD]))


def is_refusal(text: str, *, in_character: bool = False) -> bool:
    """Whether this whole reply declines. `in_character`: it is spoken by somebody of the story, without quotes; then
    only what speaks of the model or its rules is a refusal."""
    bare = _bare(text)
    if not bare or len(bare) > _LONGEST:
        return False
    about_itself = _MODEL.search(bare) is not None
    if _QUOTES.search(bare) and not about_itself:
        return False
    return any(
        begins.match(bare) and cannot.search(bare) and (about_itself or (about.search(bare) and not in_character))
        for begins, cannot, about in _LANGUAGES
    )


def _bare(text: str) -> str:
    return text.strip().lstrip("*_#>[( \n\t")
