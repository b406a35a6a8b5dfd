"""What is below `/__mock`: a page, and the same in JSON, to look into a mock and to steer it."""

from tenon.mock.control.control import Control

__all__ = ["Control"]
