# Generated from openapi.json by `tenon generate`. Do not edit.
"""FastAPI routers, one for each group of operations."""
