"""The needle sessions: 20 facts told early among 1,000 lines that resemble them, and asked for hundreds of turns later.

`facts/` and `play/` hold the material in six languages. It was written before any retrieval and stays as it is: whoever
changes a question because it is missed measures nothing any more.
"""

LANGUAGES = ("en", "ru", "de", "zh", "ja", "th")
