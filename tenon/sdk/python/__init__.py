"""The Python SDK: a typed client, synchronous and asynchronous."""
