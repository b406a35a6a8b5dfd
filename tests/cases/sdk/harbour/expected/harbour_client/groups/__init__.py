# Generated from the contract by `tenon sdk python`. Do not edit.
"""The operations, a module a group."""
