"""FastAPI with an async SQLAlchemy ORM session for each request, on aiosqlite.

The file, in the folder that BENCH_FOLDER names, has the service's tables, as many books, WAL and
the same durability.
"""

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from sqlite3 import Connection
from typing import Annotated, Any

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import event, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine

from .fastapi_books import BookId
from .models import Book, BookDraft
from .shelf import rows
from .tables import AuthorRow, Base, BookRow, TagRow

_FILE = Path(os.environ["BENCH_FOLDER"]) / "orm.db"
engine = create_async_engine(f"sqlite+aiosqlite:///{_FILE}", connect_args={"timeout": 10})
new_session = async_sessionmaker(engine, expire_on_commit=False)


@event.listens_for(engine.sync_engine, "connect")
def set_pragmas(connection: Connection, _: object) -> None:
    """Keep the file as the service keeps its own."""
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


async def get_session() -> AsyncIterator[AsyncSession]:
    """One session for each request."""
    async with new_session() as session:
        yield session


Session = Annotated[AsyncSession, Depends(get_session)]


@asynccontextmanager
async def lifespan(_: FastAPI) -> AsyncIterator[None]:
    """Make and fill the tables."""
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with new_session() as session:
        for row in rows().values():
            session.add(await _book_row(session, row))
            await session.flush()
        await session.commit()
    yield
    await engine.dispose()


app = FastAPI(title="Books", lifespan=lifespan)


@app.get("/api/v1/books/{book_id}", response_model=Book)
async def get_book(book_id: BookId, session: Session) -> BookRow:
    """Read one book."""
    book = await session.get(BookRow, book_id)
    if book is None:
        raise HTTPException(404, f"There is no book {book_id}.")
    return book


@app.post("/api/v1/books", status_code=201, response_model=Book)
async def create_book(draft: BookDraft, session: Session) -> BookRow:
    """Add a book, and its author where there is none."""
    book = await _book_row(session, draft.model_dump())
    session.add(book)
    try:
        await session.commit()
    except IntegrityError as error:
        raise HTTPException(409, f"ISBN {draft.isbn} is taken.") from error
    return book


async def _book_row(session: AsyncSession, fields: dict[str, Any]) -> BookRow:
    return BookRow(
        title=fields["title"],
        title_key=fields["title"].casefold(),
        author=await _author(session, fields["author_name"]),
        isbn=fields["isbn"],
        isbn13=fields["isbn"],
        genre=fields["genre"],
        published_year=fields["published_year"],
        price_cents=round(fields["price"] * 100),
        description=fields["description"],
        tags=fields["tags"],
        status=fields["status"],
        tag_rows=[TagRow(tag=tag) for tag in dict.fromkeys(fields["tags"])],
    )


async def _author(session: AsyncSession, name: str) -> AuthorRow:
    key = name.casefold()
    author = await session.scalar(select(AuthorRow).where(AuthorRow.name_key == key))
    return author or AuthorRow(name=name, name_key=key)
