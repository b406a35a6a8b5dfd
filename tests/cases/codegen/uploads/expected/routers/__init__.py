# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""FastAPI routers, one for each group of operations."""
