"""How likely each degree of success is: the odds of the dice, read as the ruleset reads a roll."""

from collections.abc import Iterator
from fractions import Fraction
from math import comb

from gm.domain.errors import DiceError
from gm.domain.formula import parse_formula
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.rules.checks import Reading, degree_of
from gm.rules.dice_parser import Binary, DiceTerm, Group, Node, Number, Unary, parse
from gm.rules.odds import kept_counts, odds, plain, term, tree_totals
from gm.rules.odds_sets import EXPLOSIONS, Work


def degree_odds(
    ruleset: Ruleset, expression: str, difficulty: int, *, explosions: int = EXPLOSIONS
) -> tuple[tuple[DegreeRule, Fraction], ...]:
    """Each degree with its chance against that difficulty, best first, those that cannot come up with 0.

    A face that decides alone counts where exactly one die is kept, as in play. Where the kit rolls under a number,
    `difficulty` is that number; where it counts successes, how many are needed; where no difficulty is set, it is not
    looked at.

    Raises:
        DiceError: see `gm.rules.odds.odds`; also where sometimes one die counts and sometimes several do, or
            where degrees go by what only the dice themselves tell.
    """
    found = {degree.id: Fraction(0) for degree in ruleset.degrees}
    names = frozenset[str]().union(*(parse_formula(each.when).names for each in ruleset.degrees if each.when))
    if names & {"ones", "tops"}:
        raise DiceError("which degree the single dice decide cannot be worked out", remedy="Leave --ruleset out.")
    tree = plain(parse(expression).tree)
    if ruleset.procedure().counts_from is not None:
        for successes, chance in _successes(tree, ruleset.procedure().counts_from or 1):
            found[_degree(ruleset, successes, difficulty).id] += chance
        return tuple((degree, found[degree.id]) for degree in ruleset.degrees)
    by_face = "natural" in names or any(degree.natural is not None for degree in ruleset.degrees)
    alone = _alone(tree, Work(explosions)) if by_face else None
    if alone is None:
        for total, chance in odds(expression, explosions=explosions).chances:
            found[_degree(ruleset, int(total), difficulty).id] += chance
    else:
        work = Work(explosions)
        for face, chance in term(alone, work).items():
            total = int(next(iter(tree_totals(_with(tree, face), work))))
            found[_degree(ruleset, total, difficulty, int(face)).id] += chance
    return tuple((degree, found[degree.id]) for degree in ruleset.degrees)


def _degree(ruleset: Ruleset, total: int, difficulty: int, face: int | None = None) -> DegreeRule:
    """The degree of a total, as the kit compares it."""
    procedure = ruleset.procedure()
    target = 0 if procedure.fixed else difficulty
    margin = target - total if procedure.compare == "under" else total - target
    bonus = difficulty if procedure.compare == "under" else 0
    return degree_of(ruleset, Reading(total, margin, target, bonus, difficulty, face, 0, 0, 1))


def _successes(tree: Node, least: int) -> Iterator[tuple[int, Fraction]]:
    """How likely so many of plain dice show at least `least`.

    Raises:
        DiceError: the dice are not a plain handful such as 5d6.
    """
    if not isinstance(tree, DiceTerm) or tree.operations or not isinstance(tree.sides, int):
        raise DiceError("successes are counted on a plain handful of dice", remedy="Such as 5d6.")
    hit = Fraction(max(0, min(tree.sides, tree.sides - least + 1)), tree.sides)
    for count in range(tree.count + 1):
        yield count, comb(tree.count, count) * hit**count * (1 - hit) ** (tree.count - count)


def _alone(tree: Node, work: Work) -> DiceTerm | None:
    """The set of dice of which always exactly one counts; None if it is always none or several."""
    terms, choosing = _terms(tree)
    counts = [kept_counts(each, work) for each in terms]
    if len(terms) == 1 and counts[0] == {1} and not choosing:
        return terms[0]
    if not terms or (not choosing and sum(min(each) for each in counts) > 1):
        return None
    raise DiceError(
        "which degree a single face decides cannot be worked out for these dice",
        remedy="use one set of dice that keeps one of them, such as 2d20kh1+5",
    )


def _terms(node: Node) -> tuple[list[DiceTerm], bool]:
    """All sets of dice, and whether something chooses among them."""
    if isinstance(node, DiceTerm):
        return [node], False
    if isinstance(node, Number):
        return [], False
    parts: tuple[Node, ...]
    if isinstance(node, Group):
        parts, choosing = node.items, bool(node.operations)
    elif isinstance(node, Binary):
        parts, choosing = (node.left, node.right), False
    else:
        parts, choosing = (node.value,), False
    inner = [_terms(part) for part in parts]
    return [each for terms, _ in inner for each in terms], choosing or any(chooses for _, chooses in inner)


def _with(node: Node, face: int | float) -> Node:
    """The tree with a face in the place of its dice."""
    if isinstance(node, DiceTerm):
        return Number(face, str(face))
    if isinstance(node, Unary):
        return Unary(node.sign, _with(node.value, face))
    if isinstance(node, Binary):
        return Binary(_with(node.left, face), node.sign, _with(node.right, face))
    if isinstance(node, Group):
        return Group(tuple(_with(item, face) for item in node.items), node.single, node.operations)
    return node
