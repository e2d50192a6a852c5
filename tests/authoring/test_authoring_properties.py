"""Mutated campaigns: whatever is broken, what comes out are problems with places, and at the right line."""

import re

from authoring_samples import FILES, rulesets, sources
from hypothesis import given, settings
from hypothesis import strategies as st

from gm.authoring import Problem, lint_campaign, load_campaign
from gm.domain.campaign import Campaign
from gm.domain.errors import AuthoringError

_PIECES = ["", "x", "- ", ": ", "{", "}", "[", "]", "'", '"', "#", "&a ", "*a", "!t ", "|", ">", "\t", "  ",
           "\n", "---\n",
           "~", "true", "no", "12", "-1", "0x1F", "1.5", "é", "門", "\ufeff", "\u2028", "\x00",
           "inn", "mara", "actor", "id: ", "<<: ",
           "kind: ", "done", "exit:inn:cellar", "*", "include: people.yaml\n", "ruleset: {}\n"]  # fmt: skip


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """The small campaign with a few lines moved, doubled or dropped and a few passages written over."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        name = draw(st.sampled_from(sorted(files)))
        text = files[name]
        lines = text.splitlines(keepends=True)
        match draw(st.integers(0, 3)):
            case 0:
                at = draw(st.integers(0, len(text)))
                until = min(len(text), at + draw(st.integers(0, 12)))
                files[name] = text[:at] + draw(st.sampled_from(_PIECES)) + text[until:]
            case 1 if lines:
                del lines[draw(st.integers(0, len(lines) - 1))]
                files[name] = "".join(lines)
            case 2 if lines:
                line = lines[draw(st.integers(0, len(lines) - 1))]
                lines.insert(draw(st.integers(0, len(lines))), line)
                files[name] = "".join(lines)
            case _ if lines:
                value = draw(st.sampled_from(_PIECES))
                at = draw(st.integers(0, len(lines) - 1))
                lines[at] = re.sub(r": .*", lambda _, value=value: f": {value}", lines[at], count=1)
                files[name] = "".join(lines)
    return {name: text.encode() for name, text in files.items()}


@settings(max_examples=150, deadline=None)
@given(mutated())
def test_a_mutated_campaign_gives_problems_or_a_campaign_and_nothing_else(files: dict[str, bytes]) -> None:
    problems = lint_campaign(files, rulesets=rulesets())
    for problem in problems:
        lines = files[problem.file].decode().removeprefix("\ufeff").splitlines() or [""]
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.message
        assert "\n" not in str(problem)
        assert len(str(problem)) < 1000
    errors = [problem for problem in problems if problem.severity == "error"]
    try:
        campaign = load_campaign(files, rulesets=rulesets())
    except AuthoringError as error:
        assert errors
        assert error.problems == problems
    else:
        assert not errors
        assert Campaign.model_validate_json(campaign.model_dump_json()) == campaign


@settings(max_examples=50, deadline=None)
@given(mutated())
def test_a_mutated_ruleset_gives_problems_and_nothing_else(files: dict[str, bytes]) -> None:
    """Any file may stand where a ruleset is expected."""
    for source in files.values():
        for problem in lint_campaign(sources(), rulesets={"mini.yaml": source}):
            assert problem.line >= 1


_FIELD = re.compile(r"( *)[a-z-]+:")
_FIELDS = [
    (name, number, match.group(1))
    for name, text in FILES.items()
    for number, line in enumerate(text.splitlines())
    if (match := _FIELD.match(line))
]


@given(st.sampled_from(_FIELDS))
def test_a_strange_field_is_reported_in_its_own_line_and_nowhere_else(field: tuple[str, int, str]) -> None:
    name, number, indent = field
    lines = FILES[name].splitlines()
    lines.insert(number, f"{indent}zzqq: [[1]]")
    files = {**sources(), name: "\n".join(lines).encode()}
    errors = [problem for problem in lint_campaign(files, rulesets=rulesets()) if problem.severity == "error"]
    assert {(problem.file, problem.line) for problem in errors} == {(name, number + 1)}
    assert min(problem.column for problem in errors) in (len(indent) + 1, len(indent) + len("zzqq: ") + 1)


@given(st.sampled_from(_FIELDS), st.integers(0, 30))
def test_lines_of_comment_above_move_the_line_and_change_nothing_else(field: tuple[str, int, str], by: int) -> None:
    """The place of a problem follows the text: n lines further down, the same words and column."""
    name, number, indent = field
    lines = FILES[name].splitlines()
    lines.insert(number, f"{indent}zzqq: [[1]]")
    before = lint_campaign({**sources(), name: "\n".join(lines).encode()}, rulesets=rulesets())
    moved = ["# a line"] * by + lines
    after = lint_campaign({**sources(), name: "\n".join(moved).encode()}, rulesets=rulesets())

    def places(problems: tuple[Problem, ...], down: int) -> list[tuple[object, ...]]:
        placed = [problem for problem in problems if problem.path]
        return [(p.file, p.line + down * (p.file == name), p.column, p.path, p.severity) for p in placed]

    assert places(after, 0) == places(before, by)
