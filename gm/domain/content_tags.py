"""What a call was about, in the taxonomy of OpenRouter's "State of AI" study: by rules, from why it is made.

Play is roleplay; what a text says beside it can show that somebody uses the table for something else. The rules look at
plain marks alone (code, sums, words of a trade), and only where the line is no deed of a character.
"""

import re
from typing import Final

GAMES: Final = "roleplay/games"
"""Role-playing games: what a table plays."""
WRITERS: Final = "roleplay/writers"
"""Writers' resources: campaigns, lore and characters that are drafted or brought."""
ADULT: Final = "adult"
TAGS: Final = (
    GAMES, WRITERS, ADULT, "programming", "technology", "translation", "marketing", "legal", "science", "trivia",
    "academia", "finance", "health", "seo", "test",
)  # fmt: skip
"""All of them; `test` is ours: trials of models."""
ANSWERS: Final = tuple(tag for tag in TAGS if tag != "test")
"""What a turn of a game can be about: what a classifier may answer."""
_WRITING: Final = ("lore", "forge", "import", "export")
_CODE: Final = re.compile(
    r"```|\b(?:def|class|import|SELECT)\b.*[(:;]|\b(?:python|javascript|stack ?trace|regex)\b", re.IGNORECASE
)
_WORDS: Final = (
    ("seo", ("seo", "backlinks?", "meta descriptions?")),
    ("marketing", ("marketing", "ad copy", "newsletter", "slogan")),
    ("legal", ("gdpr", "terms of service", "lawsuit")),
    ("finance", ("stock market", "mortgage", "tax returns?", "cryptocurrency", "bitcoin")),
    ("health", ("dosage", "medication", "blood pressure")),
    ("academia", ("homework", "my essay", "my thesis", "citations?")),
    ("science", ("quantum", "photosynthesis", "equations?")),
    ("technology", ("smartphone", "wi-?fi", "graphics card", "operating system")),
)
_MARKS: Final = (
    ("programming", _CODE),
    *((tag, re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)) for tag, words in _WORDS),
)


def tag_of(category: str, *, rating: str = "", aside: str = "") -> str:
    """The tag of a call.

    `category`: what the money is spent on; `rating`: the campaign's; `aside`: what was said across the table, not by a
    character; '' for nothing. A campaign for adults is `adult`, whatever else it is.
    """
    if category == "test":
        return "test"
    if rating == "adult":
        return ADULT
    if category == "translation":
        return "translation"
    if aside:
        for tag, mark in _MARKS:
            if mark.search(aside):
                return tag
    return WRITERS if category in _WRITING else GAMES
