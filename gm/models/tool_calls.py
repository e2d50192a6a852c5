"""Tools on the wire: how they are offered, how calls come in pieces, how a look-up stands among the messages."""

from collections.abc import Iterable
from typing import Any

from gm.domain.calls import BackendRequest, Message
from gm.domain.tools import ToolCall


def offered(request: BackendRequest) -> dict[str, Any]:
    """The arguments of a request that offer its tools; none without tools."""
    if not request.tools:
        return {}
    return {
        "tools": [tool.wire() for tool in request.tools],
        "tool_choice": "auto" if request.may_call else "none",
        # Else the library looks among them for tools of a gateway of its own, with a package that is not installed.
        "_skip_mcp_handler": True,
    }


def wire_message(message: Message) -> dict[str, Any]:
    """A message as OpenAI-compatible servers take it."""
    wire: dict[str, Any] = {"role": message.role, "content": message.content}
    if message.calls:
        wire["tool_calls"] = [
            {"id": call.id, "type": "function", "function": {"name": call.name, "arguments": call.arguments}}
            for call in message.calls
        ]
    if message.call_id:
        wire["tool_call_id"] = message.call_id
    return wire


class GatheredCalls:
    """Calls as their pieces come: a name, then arguments bit by bit, several calls side by side."""

    def __init__(self) -> None:
        self._names: dict[int, str] = {}
        self._arguments: dict[int, str] = {}

    def feed(self, pieces: Iterable[Any] | None) -> bool:
        """Take what one chunk holds; whether it held anything."""
        seen = False
        for piece in pieces or ():
            function = _part(piece, "function")
            at = _part(piece, "index")
            at = at if isinstance(at, int) else len(self._names)
            name, arguments = _part(function, "name"), _part(function, "arguments")
            if isinstance(name, str) and name:
                self._names.setdefault(at, name)
            if isinstance(arguments, str):
                self._arguments[at] = self._arguments.get(at, "") + arguments
            seen = True
        return seen

    def whole(self) -> tuple[ToolCall, ...]:
        """The calls in order, under the numbers that they came with."""
        return tuple(ToolCall(str(at), self._names[at], self._arguments.get(at, "")) for at in sorted(self._names))


def _part(value: Any, name: str) -> Any:
    return value.get(name) if isinstance(value, dict) else getattr(value, name, None)
