# Generated from openapi.yaml by `tenon generate`. Do not edit.
"""What `tenon generate` makes of the contract of Locks."""
