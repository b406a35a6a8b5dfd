"""What the contract means of its books: of the service and of the mock, over HTTP."""
