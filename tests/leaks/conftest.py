"""The leak matrix seats its people at the tables of the engine's and the bot's own tests."""

import sys
from pathlib import Path

for room in ("play", "discord"):
    sys.path.append(str(Path(__file__).parents[1] / room))
