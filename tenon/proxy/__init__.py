"""The proxy: traffic passed on to a service, and judged by its contract on the way.

It stands on the runtime's gate for requests and judges replies by the same schemas. What breaks
the contract is told in header fields, in lines of a log, as JSON and as JUnit; what is valid can
be kept as examples.
"""
