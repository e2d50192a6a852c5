"""What a provider's prefix cache can save: how much of a prompt was already sent, byte by byte, the time before."""

from gm.domain.prompt import Prompt
from gm.domain.protocols import TokenCounter


def wire_text(prompt: Prompt) -> str:
    """All messages in order as one text: what a chat template makes tokens of."""
    return "".join(f"{message.role}\n{message.content}\n\x1e" for message in prompt.messages())


def wire_tokens(prompt: Prompt, counter: TokenCounter) -> int:
    """Tokens of everything that goes over the wire."""
    return counter.count(wire_text(prompt))


def shared_prefix_tokens(previous: Prompt | None, current: Prompt, counter: TokenCounter) -> int:
    """How many tokens of `current` stand, byte for byte, at the start of `previous` too; 0 without one.

    `previous` must be the last prompt of the same lane (scene, role, audience, candidate).
    """
    if previous is None:
        return 0
    old, new = wire_text(previous), wire_text(current)
    length = common_prefix(old, new)
    return counter.count(new[:length]) if length else 0


def common_prefix(first: str, second: str) -> int:
    """Length of the longest common start, in characters."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
