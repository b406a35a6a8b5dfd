"""The health of a contract: what is answered, tested, fuzzed, remarked upon and changed.

    health = examine(bundle, findings, recordings=read_recordings(files, bundle.contract))
    page(health); data(health)

What was tested is read from what was recorded while tests and the fuzzer ran, never guessed from
source. What is not known is said to be unknown, with the way to know it.
"""

from tenon.health.data import data
from tenon.health.examining import examine
from tenon.health.page import page
from tenon.health.recordings import read_recordings

__all__ = ["data", "examine", "page", "read_recordings"]
