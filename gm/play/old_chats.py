"""An old chat, brought into a game: it becomes what a character, and whoever talked with them, remembers."""

from dataclasses import dataclass
from datetime import datetime

from gm.domain.campaign import Campaign, Npc
from gm.domain.chat import Chat
from gm.domain.errors import NotFound
from gm.domain.play import SceneState
from gm.memory.archiving import import_lines
from gm.memory.recall import Recall
from gm.store.database import Database


@dataclass(frozen=True, slots=True)
class OldChat:
    """What came of it. `name`: who remembers it; `people`: the names of all whose memory it is; `again`: the game had
    this very file already, and nothing was changed."""

    name: str
    people: tuple[str, ...]
    lines: int
    again: bool


def is_called(npc: Npc, name: str) -> bool:
    """Whether somebody is called so: by id, name or alias, whatever the case."""
    word = " ".join(name.split()).casefold()
    return bool(word) and word in (npc.id, npc.name.casefold(), *(alias.casefold() for alias in npc.aliases))


def npc_called(campaign: Campaign, name: str, *, wanted: bool = True) -> Npc:
    """The NPC of that id or name. `wanted`: somebody asked for it; else it is what the chat says.

    Raises:
        NotFound: nobody is called so.
    """
    found = next((npc for npc in campaign.npcs if not npc.kind and is_called(npc, name)), None)
    if found is None:
        known = ", ".join(npc.id for npc in campaign.npcs if not npc.kind) or "nobody"
        said = f'There is no "{name}" in {campaign.title}.' if wanted else f"The chat is with {name or 'somebody'}."
        raise NotFound(said, remedy=f"Say whose memory it is; there are: {known}.")
    return found


async def bring_chat(
    database: Database,
    recall: Recall,
    state: SceneState,
    chat: Chat,
    *,
    npc: str,
    owner: str,
    source: str,
    sha256: str,
    now: datetime,
) -> OldChat:
    """Keep a chat as memory of the NPC of that id; of the player's character too who had it, where that can be told:
    one of that name, or the only one. Messages that their program hid from prompts are left out.

    Raises:
        NotFound: there is nobody of that id. Refused: there are no words in it.
    """
    person = npc_called(state.campaign, npc)
    party = [pc for pc in state.campaign.characters if state.is_playing(pc.id)]
    named = [pc for pc in party if pc.name.casefold() == chat.user.casefold()]
    own = named or (party if len(party) == 1 else [])
    brought = await import_lines(
        database,
        state.game,
        (line for line in chat.lines if not line.hidden),
        title=f"{person.name}, {source}"[:200],
        source=source,
        owner=owner,
        now=now,
        sha256=sha256,
        characters=[person.id, *(pc.id for pc in own)],
        recall=recall,
    )
    people = (person.name, *(pc.name for pc in own))
    return OldChat(person.name, people, brought.archive.lines or 0, brought.again)
