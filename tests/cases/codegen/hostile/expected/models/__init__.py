# Generated from openapi.json by `tenon generate`. Do not edit.
"""The DTOs of the contract."""
