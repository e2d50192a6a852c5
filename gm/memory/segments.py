"""The index of a game's past: sealed segments and the growing tail. Pure values over arrays; no I/O.

A document is a turn or a line of an old chat; ten neighbours of one sitting are a *block*, two blocks in a row a
*window* of twenty. Positions of documents count from 0 within a segment, in the order in which they were given.
"""

from gm.memory.documents import BLOCK, COLUMNS, SPEAKER, IndexDoc, Part
from gm.memory.merging import Merging, compacted, merged
from gm.memory.sealed import FORMAT, NotThisFormatError, Segment, decode
from gm.memory.tail import Tail, build_segment

__all__ = [
    "BLOCK",
    "COLUMNS",
    "FORMAT",
    "SPEAKER",
    "IndexDoc",
    "Merging",
    "NotThisFormatError",
    "Part",
    "Segment",
    "Tail",
    "build_segment",
    "compacted",
    "decode",
    "merged",
]
