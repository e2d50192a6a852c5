"""Usage as files for other programs: CSV and Parquet with a column for each figure. NULL and empty mean unknown."""

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any, Final

from gm.domain.errors import ConfigError
from gm.review.spend import line_json
from gm.store.spend import SpendLine

EXTRA: Final = 'pip install "gm-engine[report]"'
"""What is to be done where a library for charts or files is missing."""


def file_rows(lines: Sequence[SpendLine], by: str, names: Mapping[str, str]) -> list[dict[str, Any]]:
    """A row for each line: what it is by, its name, its figures."""
    rows = []
    for line in lines:
        figures = line_json(line)
        key = figures.pop("key")
        rows.append({by: key, "name": names.get(key, key), **figures})
    return rows


def csv_text(rows: Sequence[Mapping[str, Any]], by: str) -> str:
    """As CSV with a head, also where there are no rows. What a spreadsheet would take for a formula is kept a text."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]) if rows else _columns(by), lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _plain(value) for name, value in row.items()} for row in rows)
    return out.getvalue()


def _plain(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t") else value


def parquet_bytes(rows: Sequence[Mapping[str, Any]], by: str) -> bytes:
    """As a Parquet file.

    Raises:
        ConfigError: pyarrow is not installed.
    """
    try:
        import pyarrow as arrow
        from pyarrow import parquet
    except ImportError as error:
        raise ConfigError("Parquet files need pyarrow, which is not installed.", remedy=EXTRA) from error
    kinds = {by: arrow.string(), "name": arrow.string()}
    floats = ("cached_share", "cost", "saved_by_caching")
    schema = arrow.schema(
        [(name, kinds.get(name) or (arrow.float64() if name in floats else arrow.int64())) for name in _columns(by)]
    )
    out = io.BytesIO()
    write: Any = parquet.write_table
    write(arrow.Table.from_pylist([dict(row) for row in rows], schema=schema), out)
    return out.getvalue()


def _columns(by: str) -> list[str]:
    figures = line_json(SpendLine("", 0, 0, 0, 0, 0, None, 0, 0))
    return [by, "name", *(name for name in figures if name != "key")]
