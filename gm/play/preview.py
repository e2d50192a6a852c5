"""A dry run: what a model would be sent for the next turn, without playing it or spending anything."""

from dataclasses import replace

from gm.domain.brief import NarrationBrief
from gm.domain.calls import Role
from gm.domain.errors import Refused
from gm.domain.play import Beat, Game, PlayerInput, ReceivedInput, Scene, SceneState, Stage, Turn
from gm.domain.prompt import Prompt
from gm.play.asides import with_asides
from gm.play.briefs import Resolved, narration_brief, remembering, resolved_views, ruling_brief
from gm.play.declared import declared_here
from gm.play.loading import view_state
from gm.play.lookups import offering
from gm.play.lore import with_lore_of_preview
from gm.play.npc_mind import npc_brief
from gm.play.npc_speaking import load_heard
from gm.play.parts import EngineParts, offers_tools
from gm.play.recalling import recall
from gm.prompting.layout import assemble_narration, assemble_ruling
from gm.prompting.npc import assemble_npc
from gm.rules.answering import answering
from gm.rules.intents import propose_ruling
from gm.store.turns import load_last_turn

SAMPLE_LINE = "I look around."


async def preview(
    parts: EngineParts, game: Game, scene: Scene, *, role: Role, line: str | None, character: str | None
) -> Prompt:
    """The prompt that the next turn would send to this role, were `line` its only input.

    What only play can determine is filled in with what the offline rules would say, and named in `undetermined`. Of the
    characters it is the one who answers first.

    Raises:
        Refused: a character's prompt is asked for, and nobody would answer the line.
    """
    parts = await parts.of_game(game)
    state = await view_state(parts, game, scene)
    async with parts.database.read() as db:
        last = await load_last_turn(db, scene.branch_id, include_undone=True)
    who = character or next(iter(state.present()), "")
    said = PlayerInput("preview", "preview", "preview", line or SAMPLE_LINE, character=who)
    turn = Turn(
        id=0,
        uid="preview",
        game_id=game.id,
        branch_id=scene.branch_id,
        scene_id=scene.id,
        session_id=state.session.id,
        number=1 + (last.number if last else 0),
        kind="action",
        stage=Stage.RECEIVED,
        status="running",
        attempt=1,
        inputs=(ReceivedInput(0, said, None),),
        created_at=parts.clock.now(),
    )
    bare = replace(ruling_brief(state, turn), declared=await declared_here(parts, state))
    past = await recall(parts, state, bare, role=role)
    brief = await with_lore_of_preview(parts, state, turn, remembering(bare, past))
    templates = parts.templates_of(state)
    missing = () if line else ("the player's line (a sample stands in for it)",)
    if role is Role.ADJUDICATOR:
        prompt = assemble_ruling(
            brief,
            templates=templates,
            counter=parts.counter,
            window=parts.window(role),
            reply_tokens=parts.reply_tokens(role),
        )
        if offers_tools(parts, parts.candidate(role)):
            prompt = offering(prompt, parts)
        return replace(prompt, undetermined=missing)
    turn = replace(turn, ruling=propose_ruling(brief))
    resolved = resolved_views(state, state.world, turn, brief)
    resolved = Resolved(tuple(replace(view, outcome="") for view in resolved.verdicts), (), (), (), ())
    telling = await with_asides(parts, state, narration_brief(state, turn, resolved, before=state))
    telling = replace(telling, declared=await declared_here(parts, state))
    if role is Role.NPC:
        heard = await load_heard(parts, state, turn)
        sent = await _of_character(parts, state, remembering(telling, past), heard)
        return replace(sent, undetermined=(*missing, "what the line does to them, and what they tell for it"))
    prompt = assemble_narration(
        await with_lore_of_preview(parts, state, turn, remembering(telling, past)),
        templates=templates,
        counter=parts.counter,
        window=parts.window(role),
        reply_tokens=parts.reply_tokens(role),
    )
    return replace(prompt, undetermined=(*missing, "the ruling, the dice and what they change"))


async def _of_character(
    parts: EngineParts, state: SceneState, telling: NarrationBrief, heard: tuple[Beat, ...]
) -> Prompt:
    who = next(iter(answering(state.campaign, state.present(), telling.inputs, heard)), None)
    if who is None:
        raise Refused("Nobody who is here would answer that.", remedy="--line says something to somebody.")
    return assemble_npc(
        await npc_brief(parts, state, telling, who, ()),
        templates=parts.templates_of(state),
        counter=parts.counter,
        window=parts.window(Role.NPC),
        reply_tokens=parts.reply_tokens(Role.NPC),
    )
