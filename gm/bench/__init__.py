"""Measurements. Each module is one benchmark with `main(argv) -> int`; `gm bench NAME` runs it and prints a report."""
