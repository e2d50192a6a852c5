"""The System Reference Document's data as other projects publish it, read into frozen values of our own.

`read_srd` takes files (path → bytes) of the community 5e-database (2014 and 2024) or of Open5e's API v2. Nothing here
knows our rulesets: whoever makes a pack of an `SrdLibrary` maps these values (docs/develop/srd.md says how).
"""

from gm.interop.srd.read import read_srd
from gm.interop.srd.values import SrdLibrary

__all__ = ["SrdLibrary", "read_srd"]
