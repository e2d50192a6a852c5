"""What a needle session showed, as measures: which facts stood in the prompt when asked for, and what that costs."""

from collections.abc import Sequence

from gm.bench.needles.run import Narrator, Run, Session
from gm.bench.needles.script import FULL, QUICK
from gm.bench.report import Measure, Report
from gm.domain.calls import Role
from gm.models.minilm import weights_of
from gm.models.routes import RouteTable

FACTS = 40
"""Questions of each kind in a session: 20 facts, asked twice."""


async def measure(
    languages: Sequence[str],
    narrators: Sequence[Narrator],
    *,
    quick: bool = False,
    embedding: str | None = None,
    held_out: bool = False,
) -> Report:
    """Play the sessions, English on every narrator, other languages on the scripted one. `held_out`: in English, with
    the facts that nothing was fitted to.

    Raises:
        ModelUnavailable: the vectors' model is a local one and is not installed.
    """
    vectors = None
    if embedding is not None:
        vectors = RouteTable.from_config({"embed": [embedding]}).route(Role.EMBED).candidates[0]
        if vectors.backend == "local":
            weights_of(vectors)  # or else every call would fail, and the session go by words without a word of it
    length = QUICK if quick else FULL
    plan: list[tuple[str, Narrator]] = [("en", narrator) for narrator in narrators if "en" in languages]
    plan += [(language, "scripted") for language in languages if language != "en"]
    if held_out:
        plan = [("en", narrator) for narrator in narrators]
    sessions = (Session(tongue, each, length, embedding=vectors, held_out=held_out) for tongue, each in plan)
    runs = [await session.play() for session in sessions]
    measures = [one for run in runs for one in _measures(run, 0.75 if embedding else 0.5)]
    english = next((run for run in runs if run.language == "en" and run.narrator == "scripted"), None)
    for run in runs:
        if english is not None and run.language != "en":
            behind = 100 * (english.found("names") - run.found("names")) / FACTS
            measures.append(Measure(f"{run.language}: behind English, by names", behind, "points", 3))
            behind = 100 * (english.found("paraphrase") - run.found("paraphrase")) / FACTS
            measures.append(Measure(f"{run.language}: behind English, by paraphrase", behind, "points", 3))
    return Report("memory --needles", tuple(measures), notes=tuple(note for run in runs for note in _missed(run)))


def _measures(run: Run, share: float) -> list[Measure]:
    name = f"{run.language}, {run.narrator}"
    made = [
        Measure(f"{name}: asked by names, early", run.found("names", False), "of 20", 20, "at least"),
        Measure(f"{name}: asked by names, late", run.found("names", True), "of 20", 20, "at least"),
        Measure(f"{name}: asked by paraphrase, early", run.found("paraphrase", False), "of 20"),
        Measure(f"{name}: asked by paraphrase, late", run.found("paraphrase", True), "of 20"),
        Measure(f"{name}: asked by paraphrase", run.found("paraphrase"), "of 40", share * FACTS, "at least"),
        Measure(f"{name}: largest prompt", max(run.sizes), "tokens", 8192),
        Measure(f"{name}: prompt tokens a narration", sum(run.sizes) / len(run.sizes), "tokens"),
        Measure(f"{name}: unchanged prefix, all calls", run.shared, "share", 0.85, "at least"),
        Measure(f"{name}: fresh tokens a narration", run.fresh, "tokens", 900),
        Measure(f"{name}: extra model calls a turn", run.extra_calls, "calls", 0.1),
        *([Measure(f"{name}: calls for vectors a turn", run.vectors / run.turns, "calls")] if run.vectors else []),
        Measure(f"{name}: CPU a turn", 1000 * run.seconds / run.turns, "ms"),
    ]
    if run.undid:
        made += [
            Measure(f"{name}: an undone telling is hidden", float(run.undone_hidden), "yes", 1, "at least"),
            Measure(f"{name}: a branch from before keeps it", float(run.branch_found), "yes", 1, "at least"),
        ]
    return made


def _missed(run: Run) -> list[str]:
    """What was not found, by where it was lost."""
    notes = []
    for asked in ("names", "paraphrase"):
        for recalled, where in ((False, "not recalled"), (True, "recalled, but not in the prompt")):
            lost = [
                f"{answer.needle.id}{' (late)' if answer.late else ''}"
                for answer in run.answers
                if not answer.found and answer.asked == asked and answer.recalled is recalled
            ]
            if lost:
                notes.append(f"{run.language}, {run.narrator}, asked by {asked}: {where}: {', '.join(lost)}")
    return notes
