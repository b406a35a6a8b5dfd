"""Stands for the module that is generated: the error documents that a contract declares."""

from __future__ import annotations

from typing import Any

problem = Any
"""What an error reply holds; in a generated package, the union of the declared schemas."""
