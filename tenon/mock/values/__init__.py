"""Values that schemas allow: made of nothing, or of what is there already."""

from tenon.mock.values.values import Made, Values

__all__ = ["Made", "Values"]
