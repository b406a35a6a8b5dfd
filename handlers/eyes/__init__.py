"""What the service tells of itself: logs, metrics, traces.

Each is off or on by settings; what is off is not imported and costs nothing.
"""

from handlers.eyes.eyes import Eyes

__all__ = ["Eyes"]
