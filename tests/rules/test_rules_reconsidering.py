"""Why a ruling stands that nobody but code has looked at again is said, and it is the reason."""

import pytest
from rules_stage import starter

from gm.domain.ruling import CheckRequest, Ruling, Verdict
from gm.rules.reconsidering import why_it_stands

ROLLED = Verdict(
    input=1, character="hanne", intent="search", check=CheckRequest(character="hanne", skill="search", difficulty=12)
)
AUTHORED = Verdict(input=1, character="hanne", intent="ask", challenge="ask-the-landlord")
PLAIN = Verdict(input=1, character="hanne", intent="wait")


@pytest.mark.parametrize(
    ("verdict", "because", "why", "about"),
    [
        (AUTHORED, "it should have been Deceive", "author", ""),
        (PLAIN, "it should have been Deceive", "unrolled", ""),
        (ROLLED, "I did search the room", "same", "Search"),
        (ROLLED, "it was 8 the last time", "number", "8"),
        (ROLLED, "the moon is blue", "nothing", ""),
    ],
)
def test_it_says_what_was_found(verdict: Verdict, because: str, why: str, about: str) -> None:
    found = why_it_stands(starter(), Ruling(verdicts=(verdict,), minutes=5), because)
    assert (found.why, found.about) == (why, about)
