"""Whether a line attempts one thing or several. Pure; errs on the side of several."""

import re
from typing import Final

_JOINTS: Final = re.compile(
    r"\b(?:and|then|while|when|until|but|before|after|so that|over|with"
    r"|und|dann|während|bis|aber|bevor|nachdem|wenn|mit"
    r"|и|затем|потом|пока|когда|но|чтобы|с)\b"
    r"|然后|并|同时|直到|但|แล้ว|และ|ขณะ|จนกว่า|แต่",
    re.IGNORECASE,
)
"""Words that join one act to another, or that say how it is done, in the languages that the shipped rulesets speak."""
_INSIDE: Final = re.compile(r"""[,;:.!?…—"“”„«»。，；：！？](?=.*\w)""", re.DOTALL)
LONGEST: Final = 60
"""Characters. A longer line says more than where one goes or whom one greets."""


def is_one_act(text: str) -> bool:
    """Whether the line is one short clause, with nothing said in quotation marks and nothing joined to it."""
    line = text.strip()
    return len(line) <= LONGEST and not _INSIDE.search(line) and not _JOINTS.search(line)
