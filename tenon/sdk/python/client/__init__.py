"""The part of every Python SDK that is the same for all contracts; its files are copied."""
