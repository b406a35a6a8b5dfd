# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What handlers must do, one Protocol for each group of operations."""
