"""The prompt of one NPC where only the characters answer: who they are, what they witnessed, what is said to them now.

What they said themselves is sent as the assistant's messages, everything else as the user's: a model goes on in a voice
that it reads as its own. Stable first: who they are, then what they witnessed, which only grows; what changes each turn
stands last.
"""

from functools import lru_cache
from typing import Final

from gm.domain.calls import Role
from gm.domain.npc_brief import NpcBrief
from gm.domain.play import Beat, said_by
from gm.domain.prompt import Layer, Prompt, PromptSection
from gm.domain.protocols import TokenCounter
from gm.domain.speakers import Speaker, label_end
from gm.prompting.bounds import bounds_section
from gm.prompting.canon import neighbours, public_canon
from gm.prompting.fit import fit
from gm.prompting.sections import CHRONICLE, RECENT_BEATS, TRANSCRIPT, TRANSCRIPT_RECENT, WRAPPING, Maker, present
from gm.prompting.templates import TemplateSet

_NOW: Final = 900


def assemble_npc(
    brief: NpcBrief, *, templates: TemplateSet, counter: TokenCounter, window: int, reply_tokens: int
) -> Prompt:
    """What one NPC's player is sent for this beat.

    Raises:
        ConfigError: a template is missing or broken.
        PromptTooLarge: the instructions, the person and this turn alone do not fit into the window.
    """
    maker = Maker(templates, counter)
    wanted = [*_stable(maker, brief), *_past(maker, brief), *_tail(maker, brief)]
    kept, dropped = fit(wanted, window - reply_tokens)
    return Prompt(
        role=Role.NPC,
        sections=kept,
        max_tokens=reply_tokens,
        brief=brief,
        dropped=dropped,
        tokens=sum(section.tokens for section in kept),
    )


def _stable(maker: Maker, brief: NpcBrief) -> list[PromptSection]:
    canon = public_canon(brief.campaign, brief.language)
    fixed = {
        "canon": canon,
        "npc": brief.npc,
        "speaks_of": neighbours(brief.campaign, brief.npc.id),
        "premise": brief.premise,
    }
    players = tuple(sorted({person.player for person in brief.people if person.player}))
    return present(
        maker.section("instructions", "npc/instructions.jinja2", fixed, Layer.FIXED, required=True),
        bounds_section(maker, "npc", brief.campaign, players),
        maker.section("canon/world", "npc/world.jinja2", fixed, Layer.CANON, priority=940),
        maker.section(f"canon/self/{brief.npc.id}", "npc/self.jinja2", fixed, Layer.CANON, required=True),
    )


def _past(maker: Maker, brief: NpcBrief) -> list[PromptSection]:
    chronicle = None
    if brief.chronicle:
        chronicle = maker.section(
            "chronicle",
            "npc/chronicle.jinja2",
            {"lines": brief.chronicle},
            Layer.CHRONICLE,
            chat_role="user",
            priority=CHRONICLE,
        )
    own = Speaker(brief.npc.id, (brief.npc.name, *brief.npc.aliases))
    old = len(brief.transcript) - RECENT_BEATS
    beats = [
        section for at, beat in enumerate(brief.transcript) for section in beat_of(maker, beat, own, recent=at >= old)
    ]
    return [*present(chronicle), *beats]


@lru_cache(maxsize=4096)
def beat_of(maker: Maker, beat: Beat, own: Speaker, *, recent: bool) -> tuple[PromptSection, ...]:
    """A past beat as one person has it in mind. A function of both alone, so its bytes never change."""
    key, priority = f"transcript/{beat.number}", TRANSCRIPT_RECENT if recent else TRANSCRIPT
    found: list[PromptSection | None] = []
    inputs, line = beat.inputs, "" if beat.narration else beat.outcome_line
    for kind, text in (*split_beat(beat.narration, own), ("", "")):
        if kind == "said":
            if inputs or line:
                found.append(_heard(maker, key, priority, inputs, line, "", beat.players))
            tokens = maker.counter.count(text) + WRAPPING
            found.append(PromptSection(key, text, Layer.TRANSCRIPT, tokens, "assistant", priority, False, beat.players))
        elif text or inputs or line:
            found.append(_heard(maker, key, priority, inputs, line, text, beat.players))
        inputs, line = (), ""
    return tuple(present(*found))


def _heard(
    maker: Maker,
    key: str,
    priority: int,
    inputs: tuple[tuple[str, str], ...],
    line: str,
    heard: str,
    players: tuple[str, ...],
) -> PromptSection | None:
    return maker.section(
        key,
        "npc/beat.jinja2",
        {"inputs": inputs, "line": line, "heard": heard},
        Layer.TRANSCRIPT,
        chat_role="user",
        priority=priority,
        players=players,
    )


def split_beat(narration: str, own: Speaker) -> tuple[tuple[str, str], ...]:
    """A narration as one person has it in mind, in order: ("said", their own words), ("heard", all else)."""
    found: list[tuple[str, str]] = []
    for line in narration.splitlines():
        if not line.strip():
            continue
        end = label_end(line, (own,))
        kind, text = ("said", line[end:].strip()) if end else ("heard", line.strip())
        if found and found[-1][0] == kind:
            found[-1] = (kind, f"{found[-1][1]}\n{text}")
        else:
            found.append((kind, text))
    return tuple(found)


def _tail(maker: Maker, brief: NpcBrief) -> list[PromptSection]:
    values: dict[str, object] = {
        "npc": brief.npc,
        "place": brief.place,
        "time": brief.time,
        "mood": brief.mood,
        "people": brief.people,
        "others": brief.others,
        "lore": brief.lore,
        "facts": brief.facts,
        "memories": brief.memories,
        "why": brief.why,
        "word": brief.word,
        "answers": brief.answers,
        "just_said": brief.just_said,
        "tells": brief.tells,
        "keeps": brief.keeps,
        "notes": brief.notes,
        "private": brief.private,
        "steered": brief.steered,
        "reword": brief.reword,
        "replaces": brief.replaces,
        "amiss": brief.amiss,
        "words": brief.words,
    }
    said = tuple((said_by(each.speaker, each.to or None, each.kind), each.text) for each in brief.inputs)
    spoke = tuple(sorted({each.player for each in brief.inputs if each.player}))
    made = {person.player for person in brief.people if person.player}
    made |= {player for memory in brief.memories for player in memory.players}
    made |= {player for fact in brief.facts for player in fact.players}

    def tail(
        key: str, template: str, given: dict[str, object], players: tuple[str, ...], *, required: bool
    ) -> PromptSection | None:
        return maker.section(
            f"tail/{key}",
            template,
            given,
            Layer.TAIL,
            chat_role="user",
            priority=_NOW,
            required=required,
            players=players,
        )

    return present(
        tail("now", "npc/now.jinja2", values, tuple(sorted(made)), required=False),
        tail("words", "npc/beat.jinja2", {"inputs": said, "line": "", "heard": ""}, spoke, required=True),
        tail("turn", "npc/turn.jinja2", values, (), required=True),
    )
