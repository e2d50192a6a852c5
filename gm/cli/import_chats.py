"""A chat of another program into the memory of a character."""

from pathlib import Path
from typing import TYPE_CHECKING

from gm.cli.import_files import Taken, Wishes

if TYPE_CHECKING:
    from gm.interop.sniff import ChatFile
    from gm.settings import Settings


def take_chat(path: Path, found: "ChatFile", sha: str, wishes: Wishes, settings: "Settings") -> Taken:
    """Not taken in yet. Raises Refused."""
    from gm.domain.errors import Refused

    raise Refused(f"{path} is a chat of {len(found.chat.lines)} messages; chats are not taken in yet.")
