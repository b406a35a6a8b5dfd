"""What the actions of the control work on."""

from __future__ import annotations

from dataclasses import dataclass, field

from tenon.mock.control.mock import Mock
from tenon.mock.control.snapshots import Snapshots


@dataclass(slots=True)
class Desk:
    """The mock, the snapshots, and a count of what the control changed."""

    mock: Mock
    snapshots: Snapshots = field(default_factory=Snapshots)
    changes: int = 0
