"""What must hold within a ruleset beyond its fields' types: its numbers fit each other."""

from itertools import pairwise

from gm.authoring.class_checks import check_classes
from gm.authoring.formulas import check_formulas
from gm.authoring.kit_checks import check_kit
from gm.authoring.scalars import Reading
from gm.domain.ruleset import Ruleset


def check_ruleset(ruleset: Ruleset, reading: Reading, path: str) -> None:
    """Report numbers of the ruleset that contradict each other. `path` is '' in a ruleset's own file."""
    at = f"{path}." if path else ""
    _difficulties(ruleset, reading, at)
    _degrees(ruleset, reading, at)
    check_formulas(ruleset, reading, at)
    check_kit(ruleset, reading, at)
    check_classes(ruleset, reading, at)
    for name, what in (("attributes", "attribute"), ("skills", "skill"), ("difficulties", "difficulty")):
        if at + name in reading.where and not getattr(ruleset, name):
            _add(reading, at + name, f"a ruleset needs at least one {what}")
    if ruleset.training and ruleset.training.get(0) is None:
        _add(reading, f"{at}training", "there is no bonus for training 0, which is what a skill has by default")
    for resource in ruleset.resources:
        if resource.maximum is not None and resource.maximum < 0:
            _add(reading, f"{at}resources.{resource.id}.maximum", f"a maximum cannot be {resource.maximum}")


def _add(reading: Reading, path: str, message: str, *, expected: str = "") -> None:
    reading.problems.add(reading.spot(path), path, message, expected=expected)


def _difficulties(ruleset: Ruleset, reading: Reading, at: str) -> None:
    low, high = ruleset.difficulty_min, ruleset.difficulty_max
    if low > high:
        written = "difficulty_max" if f"{at}difficulty_max" in reading.where else "difficulty_min"
        _add(reading, at + written, f"difficulty_max ({high}) is below difficulty_min ({low})")
        return
    for name, number in ruleset.difficulties.items():
        path = f"{at}difficulties.{name}"
        if path in reading.where and not low <= number <= high:
            _add(reading, path, f"{number} is outside of {low} to {high}", expected=f"{low} to {high}")


def _degrees(ruleset: Ruleset, reading: Reading, at: str) -> None:
    degrees = ruleset.degrees
    successes = [degree for degree in degrees if degree.success]
    if f"{at}degrees" in reading.where and len(successes) in (0, len(degrees)):
        missing = "failure" if successes else "success"
        _add(reading, f"{at}degrees", f"no degree is a {missing}", expected="at least one success and one failure")
    for number, (better, worse) in enumerate(pairwise(degrees), start=2):
        path = f"{at}degrees[{number}]"
        if better.when is not None or worse.when is not None:
            continue
        if worse.margin >= better.margin:
            message = f'"{worse.id}" needs a margin below {better.margin}, that of "{better.id}" before it'
            _add(reading, f"{path}.margin", message, expected="degrees from best to worst")
        elif worse.success and not better.success:
            _add(reading, f"{path}.success", f'"{worse.id}" is a success below the failure "{better.id}"')
