"""Prompts as pure functions of values: templates, layout, budget, compaction (promises 6 to 9). No I/O, no clock."""
