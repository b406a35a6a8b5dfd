# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""The DTOs of the contract."""
