"""Bundles for others: without what is internal, without references, or in OpenAPI 3.0."""

from tenon.publish.publication import Publication, publish

__all__ = ["Publication", "publish"]
