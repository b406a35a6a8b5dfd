"""The peers: the same three operations on books, written the way each framework's guides do."""
