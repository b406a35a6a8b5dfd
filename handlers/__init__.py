"""The Book Management API, written by hand against the stubs in `generated/`."""
