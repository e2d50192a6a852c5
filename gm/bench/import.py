"""`gm bench import`: cards, books and chats of every version and oddity come in, and go out again losing nothing that
the form can hold; hostile ones end soon, within little memory, with one clear line."""

from collections.abc import Sequence

from gm.bench.bring import measure
from gm.bench.report import parser, print_report


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("import", __doc__ or "")
    args.add_argument("--quick", action="store_true", help="only a few of the hostile files")
    options = args.parse_args(argv)
    return print_report(measure(quick=options.quick), as_json=options.json)
