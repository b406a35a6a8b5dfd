"""Comparing contracts: what changed between two documents, and whom it breaks.

    changes = compare(read(Path("before.yaml")), read(Path("after.yaml")))

`rules` is the table of all that can be found; `operations` and the modules it leads to match what
belongs together and compare it; `walk` compares schemas and `inclusion` decides what a table
cannot. What follows for the version is said by `version`, what a team accepts by `acceptance`.
"""

from tenon.diff.change import Audience, Change, Verdict
from tenon.diff.compare import compare
from tenon.diff.rules import RULES

__all__ = ["RULES", "Audience", "Change", "Verdict", "compare"]
