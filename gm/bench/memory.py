"""`gm bench memory`: what a long game remembers.

`--needles` plays sessions in which facts are told early and asked for much later. `--transcripts DIR` measures how well
turns that support a summary are found in transcripts of actual play. `--parity` asks the same of SQLite and PostgreSQL.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from gm.bench.needles import LANGUAGES
from gm.bench.report import parser, print_report


def main(argv: Sequence[str]) -> int:
    """Run it. Exit status 0 when every goal is met."""
    args = parser("memory", __doc__ or "")
    which = args.add_mutually_exclusive_group()
    which.add_argument("--needles", action="store_true", help="facts told early, asked for hundreds of turns later")
    which.add_argument("--transcripts", type=Path, metavar="DIR", help="recall over the transcripts in this folder")
    args.add_argument(
        "--parity", action="store_true", help="recall on SQLite and PostgreSQL (with --transcripts: of those)"
    )
    args.add_argument("--database", metavar="URL", help="parity: an empty PostgreSQL (one is started)")
    args.add_argument("--languages", nargs="+", default=list(LANGUAGES), choices=LANGUAGES, help="needles: which (all)")
    args.add_argument("--narrators", nargs="+", default=["scripted", "offline"], choices=["scripted", "offline"])
    args.add_argument("--quick", action="store_true", help="needles: a short session")
    args.add_argument("--embedding", metavar="ROUTE", help="with vectors from this route (transcripts: local)")
    args.add_argument(
        "--held-out", action="store_true", help="needles: English, other facts, to which nothing was fitted"
    )
    args.add_argument("--queries", type=int, default=800, help="transcripts: summaries that are tried (800)")
    args.add_argument("--seed", type=int, default=7, help="transcripts: of the sample (7)")
    args.add_argument("--no-import", action="store_true", help="transcripts: without a game, the ranking alone")
    args.add_argument(
        "--ceiling", action="store_true", help="transcripts: how far down what is missed stands, and what readers found"
    )
    options = args.parse_args(argv)
    if options.parity:
        from gm.bench.memory_parity import measure as parity

        report = parity(options.transcripts, queries=options.queries, seed=options.seed, url=options.database)
        return print_report(report, as_json=options.json)
    if not options.needles and options.transcripts is None:
        args.error("say what is measured: --needles, --transcripts DIR or --parity")
    if options.transcripts is not None and options.ceiling:
        from gm.bench.memory_ceiling import measure as ceiling

        return print_report(
            ceiling(options.transcripts, queries=options.queries, seed=options.seed), as_json=options.json
        )
    if options.transcripts is not None:
        from gm.bench.memory_transcripts import measure as transcripts

        report = transcripts(
            options.transcripts,
            queries=options.queries,
            seed=options.seed,
            imported=not options.no_import,
            embedding=options.embedding,
        )
        return print_report(report, as_json=options.json)
    from gm.bench.needles.measures import measure

    work = measure(
        options.languages,
        options.narrators,
        quick=options.quick,
        embedding=options.embedding,
        held_out=options.held_out,
    )
    return print_report(asyncio.run(work), as_json=options.json)
