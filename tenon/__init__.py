"""Contract-first APIs in Python: one OpenAPI document, read, generated, served and judged."""
