"""A narration in its reader's own language: asked of the scribe once, then kept."""

from dataclasses import replace
from typing import Final

from gm.domain.calls import Category, Role
from gm.domain.content_tags import tag_of
from gm.domain.errors import BadReply, Refused
from gm.domain.play import Game, SceneState, Turn
from gm.models.routes import OFFLINE
from gm.play.adjudicate import purpose_of
from gm.play.judging import OF_TRANSLATIONS, checkers, judge
from gm.play.loading import view_state
from gm.play.parts import EngineParts
from gm.prompting.translation import TranslationBrief, assemble_translation
from gm.rules.safety.finding import bounds_of
from gm.store.games import load_scene
from gm.store.gm_notes import load_translation, record_translation
from gm.store.texts import ERASED

MAX_CHARACTERS: Final = 12_000
"""What is kept of a translation; a narration is far shorter."""
_REPLY: Final = 2048
_NOT_SHOWN: Final = "As it was put into your language it says what this table does not play: it is not shown."


async def translated(
    parts: EngineParts, game: Game, turn: Turn, language: str, *, player: str, scene_key: str = "main"
) -> str:
    """The turn's telling, as it is shown now, in that language. See `Desk.translated`."""
    text = (turn.narration or "").strip()
    if not text or text == ERASED:
        raise Refused("There is nothing to read there.", key="read.nothing")
    async with parts.database.read() as db:
        kept = await load_translation(db, turn.id, turn.alternative, language)
        scene = await load_scene(db, game.branch_id, scene_key)
    parts = await parts.of_game(game)
    state = await view_state(parts, game, scene)
    if kept is not None:
        return _played(state, kept)  # a line may have been drawn since
    source = state.campaign.language
    if source.partition("-")[0].lower() == language.partition("-")[0].lower():
        raise Refused("The story is told in that language already.", key="read.same")
    if parts.candidate(Role.SCRIBE).backend == OFFLINE.backend:
        raise Refused("No model is set that could translate.", key="read.no_model")
    answer = await _ask(parts, state, turn, TranslationBrief(text, source, language, _names(state, text)), player)
    answer = _played(state, answer)
    if checkers(parts):
        purpose, templates = purpose_of(parts, state, turn, Role.CHECKER, turn.alternative), parts.templates_of(state)
        purpose = replace(purpose, player=player)  # as the translation: whoever reads it bears both
        asking, stage = OF_TRANSLATIONS + turn.alternative, "translation"
        found = await judge(parts, state.campaign, answer, purpose, asking=asking, stage=stage, templates=templates)
        if found.kind is not None:
            answer = ""  # kept as nothing, so that asking again buys nothing again
        elif found.keeps_out(parts):
            raise Refused(_NOT_SHOWN, key="read.bounds")  # nobody has judged it: the next reader may have it judged
    async with parts.database.begin() as db:
        await record_translation(db, turn.id, turn.alternative, language, answer, parts.clock.now())
        await db.commit()
    return _played(state, answer)


async def _ask(parts: EngineParts, state: SceneState, turn: Turn, brief: TranslationBrief, player: str) -> str:
    candidate = parts.candidate(Role.SCRIBE)
    window = min(candidate.context_window, parts.prompt_tokens)
    prompt = assemble_translation(
        replace(brief, players=tuple(sorted({entry.input.player for entry in turn.inputs}))),
        templates=parts.templates_of(state),
        counter=parts.counter,
        window=window,
        reply_tokens=min(candidate.max_output, _REPLY, window // 2),
    )
    purpose = purpose_of(parts, state, turn, Role.NARRATOR, turn.alternative)
    tag = tag_of(Category.TRANSLATION, rating=state.campaign.rating)
    purpose = replace(purpose, role=Role.SCRIBE, category=Category.TRANSLATION, player=player, content_tag=tag)
    answer = (await parts.door.complete(prompt, purpose=purpose)).text.strip()
    if not answer:
        raise BadReply("The translation came back empty.", key="read.failed")
    return answer[:MAX_CHARACTERS]


def _played(state: SceneState, text: str) -> str:
    """What of it the table plays. Raises Refused if that is nothing."""
    left = bounds_of(state.campaign).clean(text)
    if not left.strip():
        raise Refused(_NOT_SHOWN, key="read.bounds")
    return left


def _names(state: SceneState, text: str) -> tuple[str, ...]:
    campaign = state.campaign
    known = [pc.name for pc in campaign.characters] + [npc.name for npc in campaign.npcs]
    known += [place.name for place in campaign.places]
    return tuple(dict.fromkeys(name for name in known if name in text))
