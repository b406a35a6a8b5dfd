"""What a mock remembers: items, which operations read and write as their resource says."""

from tenon.mock.state.sessions import State, World
from tenon.mock.state.stateful import Stateful

__all__ = ["State", "Stateful", "World"]
