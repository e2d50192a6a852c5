"""Numpy costs a tenth of a second to import: nobody pays it who recalls nothing."""

import subprocess
import sys


def test_importing_memory_imports_no_numpy() -> None:
    code = "import gm.app, gm.cli.main, gm.memory.recall, gm.memory.ranking, gm.memory.segments, gm.bench.memory, sys;"
    code += "assert not {'numpy', 'Stemmer'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)
