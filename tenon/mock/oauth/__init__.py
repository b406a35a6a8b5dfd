"""The parts of the mock's issuer: tokens, grants, and the answers of its endpoints."""
