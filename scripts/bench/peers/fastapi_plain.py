"""FastAPI without middleware."""

from fastapi import FastAPI

from .fastapi_books import add_books

app = FastAPI(title="Books")
add_books(app)
