"""A long game without models, to measure what prompts cost: 500 turns, 200 lore entries, realistic sizes."""

from dataclasses import dataclass, replace

from prompting_sample import CAMPAIGN, QUARTERS, TEMPLATES, narration, ruling

from gm.domain.brief import ChangeView, CheckView, ClockView, InputView, LoreView, PersonView, VerdictView
from gm.domain.calls import Role
from gm.domain.campaign import Campaign, LoreEntry, Npc, Place
from gm.domain.play import Beat
from gm.domain.prompt import Prompt
from gm.domain.ruling_brief import SheetView
from gm.prompting.compaction import transcript_start
from gm.prompting.economy import shared_prefix_tokens, wire_tokens
from gm.prompting.layout import assemble_narration, assemble_ruling, beat_tokens, lane_budget

TEXT = (
    "water stone lamp rope door candle night river name silence cellar window ferry bell lantern ash salt bread coat "
    "letter key shadow voice hand table stair roof boat wind rain ledger child song tooth road gate well cloth iron "
    "glass market bridge winter oath debt sister widow captain priest thief miller cook"
)
WORDS = tuple(TEXT.split())


def prose(seed: int, tokens: int) -> str:
    """Varied, harmless sentences of about that many tokens."""
    out, size, state = [], 0, seed * 2654435761 % 2**32
    while size < tokens * 4:
        picked = []
        for _ in range(5):
            state = (state * 1664525 + 1013904223) % 2**32
            picked.append(WORDS[(state >> 16) % len(WORDS)])
        sentence = f"The {picked[0]} of the {picked[1]} keeps a {picked[2]} by the {picked[3]}, near {picked[4]}."
        out.append(sentence)
        size += len(sentence) + 1
    return " ".join(out)


def large_campaign() -> Campaign:
    npcs = tuple(
        Npc.model_validate(
            {
                "id": f"npc-{n}",
                "name": f"Person {n}",
                "appearance": prose(n, 40),
                "habits": [prose(n + k, 8) for k in range(6)],
                "persona": prose(n + 2, 60),
                "speech": prose(n + 3, 25),
                "lines": [prose(n + 4, 20), prose(n + 5, 20)],
                "wants": prose(n + 5, 15),
                "secrets": [
                    {"id": f"secret-{n}-{k}", "text": prose(n + 6 + k, 50), "reveal": prose(n + 7, 15)}
                    for k in range(2)
                ],
            }
        )
        for n in range(8)
    )
    places = tuple(
        Place.model_validate(
            {
                "id": f"place-{n}",
                "name": f"Place {n}",
                "description": prose(n + 20, 45),
                "exits": [{"to": f"place-{(n + 1) % 10}", "label": "a road on"}],
            }
        )
        for n in range(10)
    )
    lore = tuple(
        LoreEntry(id=f"lore-{n}", title=f"Lore {n}", keys=(f"key{n}",), content=prose(n + 40, 60), constant=n < 2)
        for n in range(200)
    )
    return CAMPAIGN.model_copy(
        update={"npcs": npcs, "places": places, "lore": lore, "summary": prose(7, 120), "challenges": ()}
    )


@dataclass
class Lane:
    """What one role was sent."""

    previous: Prompt | None = None
    start: int = 1
    total: int = 0
    shared: int = 0
    calls: int = 0
    tails: int = 0
    compactions: int = 0
    dropped: int = 0
    least_beats: int = 10**6

    def take(self, prompt: Prompt) -> None:
        self.total += wire_tokens(prompt, QUARTERS)
        self.shared += shared_prefix_tokens(self.previous, prompt, QUARTERS)
        self.tails += sum(section.tokens for section in prompt.sections if section.key.startswith("tail/"))
        self.dropped += sum(item.key.startswith("transcript/") for item in prompt.dropped)
        self.calls += 1
        self.previous = prompt

    @property
    def share(self) -> float:
        return self.shared / self.total

    @property
    def fresh(self) -> float:
        return (self.total - self.shared) / self.calls


def play(turns: int, window: int, *, ruled: float = 1.0) -> dict[Role, Lane]:
    """The game's prompts at a window; `ruled` is the share of turns that call the adjudicator."""
    campaign = large_campaign()
    lanes = {Role.NARRATOR: Lane(), Role.ADJUDICATOR: Lane()}
    beats: list[Beat] = []
    for number in range(1, turns + 1):
        for role, lane in lanes.items():
            if role is Role.ADJUDICATOR and int(number * ruled) == int((number - 1) * ruled):
                continue
            lane.take(assemble(campaign, role, lane, beats, number, window))
        beats.append(a_beat(number))
    return lanes


def a_beat(number: int) -> Beat:
    line = "Ilse: Notice 14 against 12, success. Ilse finds the key." if number % 2 else ""
    said = (("Ilse", prose(number + 1000, 25)),)
    return Beat(number, number, "action", said, line, prose(number + 3000, 140), prose(number + 5000, 22))


def assemble(campaign: Campaign, role: Role, lane: Lane, beats: list[Beat], number: int, window: int) -> Prompt:
    """One turn as the engine does it: budget, watermark, prompt."""
    common = {"templates": TEMPLATES, "counter": QUARTERS, "window": window, "reply_tokens": 500}
    bare = brief_of(campaign, role, number)
    budget = lane_budget(bare, **common)
    moved = transcript_start(
        beats[lane.start - 1 :],
        lane.start,
        budget=budget.transcript,
        tokens=lambda beat: beat_tokens(beat, role=role, templates=TEMPLATES, counter=QUARTERS),
    )
    if moved != lane.start:
        lane.compactions += 1
        lane.least_beats = min(lane.least_beats, len(beats) - moved + 1)
    lane.start = moved
    past = {"transcript": tuple(beats[moved - 1 :]), "chronicle": tuple(beat.gist for beat in beats[: moved - 1])}
    brief = replace(bare, **past)
    return assemble_narration(brief, **common) if role is Role.NARRATOR else assemble_ruling(brief, **common)


def brief_of(campaign: Campaign, role: Role, number: int):
    where = number // 12 % 10
    place = campaign.places[where]
    present = [campaign.npcs[(where + n) % 8] for n in range(4)]
    others = tuple(
        PersonView(n.id, n.name, n.pronouns, False, n.appearance, wants=n.wants, persona=n.persona, mood="wary")
        for n in present
    )
    inputs = (InputView("Ilse", "ilse", prose(number + 1000, 25), "do", "anna"),)
    lore = tuple(
        LoreView(entry.id, entry.title, entry.content, "key")
        for entry in (campaign.lore[(number * 7 + k) % 200] for k in range(number % 3))
    )
    base = narration() if role is Role.NARRATOR else ruling()
    seen = replace(
        base.place, id=place.id, name=place.name, description=place.description, details=(prose(number % 3, 15),)
    )
    common = {"campaign": campaign, "turn_number": number, "place": seen, "others": others, "inputs": inputs}
    common |= {"lore": lore, "transcript": (), "chronicle": ()}
    if role is Role.NARRATOR:
        check = CheckView("Ilse", "Notice", 12, 14, "success", "success", True)
        verdict = VerdictView("Ilse", inputs[0].text, "search the room", "look", check=check, outcome=prose(number, 20))
        change = ChangeView("gained", "Ilse", "Ilse finds the key")
        return replace(base, verdicts=(verdict,), changes=(change,), learned=(), notes=(), **common)
    sheets = (*base.sheets[:2], *(SheetView(n.id, n.name, False, 8, 8, 10, (), (), (), (), ()) for n in present))
    clocks = tuple(ClockView(f"clock-{n}", "Clock", number % 6, 6, "") for n in range(3))
    return replace(base, sheets=sheets, clocks=clocks, secrets=base.secrets[:1], **common)


def report(turns: int = 500) -> str:
    """Numbers for people."""
    lines = []
    for window in (8192, 16384, 32768):
        lanes = play(turns, window)
        for role, lane in lanes.items():
            lines.append(
                f"{window:6} {role:12} share {lane.share:.3f} fresh {lane.fresh:.0f}"
                f" total {lane.total / lane.calls:.0f} tail {lane.tails / lane.calls:.0f}"
                f" compactions {lane.compactions} least beats {lane.least_beats}"
                f" dropped beats {lane.dropped}"
            )
        both = sum(lane.shared for lane in lanes.values()) / sum(lane.total for lane in lanes.values())
        lines.append(f"{window:6} both         share {both:.3f}")
    return "\n".join(lines)
