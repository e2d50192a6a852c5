"""How likely each degree of success is: the odds of the dice, read as the ruleset reads a roll."""

from fractions import Fraction

from gm.domain.errors import DiceError
from gm.domain.ruleset import DegreeRule, Ruleset
from gm.rules.checks import degree_for
from gm.rules.dice_parser import Binary, DiceTerm, Group, Node, Number, Unary, parse
from gm.rules.odds import kept_counts, odds, plain, term, tree_totals
from gm.rules.odds_sets import EXPLOSIONS, Work


def degree_odds(
    ruleset: Ruleset, expression: str, difficulty: int, *, explosions: int = EXPLOSIONS
) -> tuple[tuple[DegreeRule, Fraction], ...]:
    """Each degree with its chance against that difficulty, best first, those that cannot come up with 0.

    A face that decides alone counts where exactly one die is kept, as in play.

    Raises:
        DiceError: see `gm.rules.odds.odds`; also where sometimes one die counts and sometimes several do.
    """
    found = {degree.id: Fraction(0) for degree in ruleset.degrees}
    tree = plain(parse(expression).tree)
    alone = _alone(tree, Work(explosions)) if any(degree.natural is not None for degree in ruleset.degrees) else None
    if alone is None:
        for total, chance in odds(expression, explosions=explosions).chances:
            found[degree_for(ruleset, total - difficulty).id] += chance
    else:
        work = Work(explosions)
        for face, chance in term(alone, work).items():
            total = int(next(iter(tree_totals(_with(tree, face), work))))
            found[degree_for(ruleset, total - difficulty, int(face)).id] += chance
    return tuple((degree, found[degree.id]) for degree in ruleset.degrees)


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
