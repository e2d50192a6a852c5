"""Discord's JSON error answers."""

from typing import Any

UNKNOWN = {
    "channel": (10003, "Unknown Channel"),
    "guild": (10004, "Unknown Guild"),
    "member": (10007, "Unknown Member"),
    "message": (10008, "Unknown Message"),
    "role": (10011, "Unknown Role"),
    "user": (10013, "Unknown User"),
    "emoji": (10014, "Unknown Emoji"),
    "webhook": (10015, "Unknown Webhook"),
    "interaction": (10062, "Unknown interaction"),
    "command": (10063, "Unknown application command"),
    "event": (10070, "Unknown Guild Scheduled Event"),
}


class ApiError(Exception):
    """An answer other than 2xx: HTTP status, Discord's numeric code, message, and the tree of field errors."""

    def __init__(self, status: int, code: int, message: str, errors: dict[str, Any] | None = None) -> None:
        super().__init__(f"{status}/{code} {message} {errors or ''}")
        self.status = status
        self.code = code
        self.message = message
        self.errors = errors

    def payload(self) -> dict[str, Any]:
        """The body of the answer."""
        body: dict[str, Any] = {"message": self.message, "code": self.code}
        if self.errors:
            body["errors"] = self.errors
        return body


def unknown(what: str) -> ApiError:
    """404 for a thing that does not exist (or not any more)."""
    code, message = UNKNOWN[what]
    return ApiError(404, code, message)


def forbidden(code: int = 50013, message: str = "Missing Permissions") -> ApiError:
    """403: the bot may not do that here."""
    return ApiError(403, code, message)


def missing_access() -> ApiError:
    """403/50001: the bot cannot even see it."""
    return forbidden(50001, "Missing Access")


def invalid_form(path: str, code: str, message: str) -> ApiError:
    """400/50035 pointing at one field, `path` being dotted (`embeds.0.title`)."""
    leaf: dict[str, Any] = {"_errors": [{"code": code, "message": message}]}
    for part in reversed(path.split(".")):
        leaf = {part: leaf}
    return ApiError(400, 50035, "Invalid Form Body", leaf)


def length(path: str, low: int, high: int) -> ApiError:
    """400/50035 for text that is too long or too short."""
    text = f"Must be {high} or fewer in length." if low == 0 else f"Must be between {low} and {high} in length."
    return invalid_form(path, "BASE_TYPE_MAX_LENGTH" if low == 0 else "BASE_TYPE_BAD_LENGTH", text)
