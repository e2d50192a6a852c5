"""The game master's desk: private notes to the narrator, and narrations put into other languages."""

from gm.domain.play import Game, Turn
from gm.domain.scenes import MAIN
from gm.play import asides, translate
from gm.play.parts import EngineParts
from gm.play.screening import screen_words
from gm.store.gm_notes import GmNote


class Desk:
    """What faces call beside the turns themselves."""

    def __init__(self, parts: EngineParts) -> None:
        self._parts = parts

    async def notes(self, game: Game, *, scene_key: str = MAIN) -> tuple[tuple[GmNote, int | None], ...]:
        """The notes that hold for the next beat of a scene, each with how many beats of it (None: until removed)."""
        return await asides.standing(self._parts, game, scene_key)

    async def note(self, game: Game, player: str, text: str, *, beats: int | None, scene_key: str = MAIN) -> int:
        """Keep a note for the next beats of each scene; gives its number. Raises Refused."""
        await screen_words(self._parts, game, text, said=True)
        return await asides.take_note(self._parts, game, player, text, beats=beats, scene_key=scene_key)

    async def unnote(self, game: Game, number: int) -> None:
        """Take a note away. Raises NotFound."""
        await asides.drop_note(self._parts, game, number)

    async def translated(self, game: Game, turn: Turn, language: str, *, player: str) -> str:
        """A turn's telling in another language; made once, then kept.

        Raises:
            Refused: it is in that language already, it has not been told, or no model is set.
            ModelError: the model could not do it.
        """
        return await translate.translated(self._parts, game, turn, language, player=player)
