"""The tables of the service as declarative ORM classes, with what an answer needs beside them."""

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, DateTime, Dialect, ForeignKey, Index, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class UtcDateTime(TypeDecorator[datetime]):
    """Times kept in UTC and read back aware, as SQLAlchemy's documentation advises on SQLite."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store it without its zone."""
        return value and value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the zone back."""
        return value and value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The base of all tables."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime, list[str]: JSON}


def _now() -> datetime:
    return datetime.now(UTC)


class AuthorRow(Base):
    """An author."""

    __tablename__ = "authors"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    name_key: Mapped[str] = mapped_column(unique=True)
    bio: Mapped[str | None]
    born_year: Mapped[int | None]
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    updated_at: Mapped[datetime] = mapped_column(default=_now)


class TagRow(Base):
    """A tag of a book, to find it by."""

    __tablename__ = "book_tags"
    __table_args__ = (Index("ix_book_tags_tag", "tag", "book_id"),)

    book_id: Mapped[int] = mapped_column(
        ForeignKey("books.id", ondelete="CASCADE"), primary_key=True
    )
    tag: Mapped[str] = mapped_column(primary_key=True)


class BookRow(Base):
    """A book; its author comes with it."""

    __tablename__ = "books"
    __table_args__ = (
        Index("ix_books_created_at", "created_at", "id"),
        Index("ix_books_title_key", "title_key", "id"),
        Index("ix_books_price_cents", "price_cents", "id"),
        Index("ix_books_published_year", "published_year", "id"),
        Index("ix_books_author_id", "author_id", "created_at", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    title_key: Mapped[str]
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    isbn: Mapped[str]
    isbn13: Mapped[str] = mapped_column(unique=True)
    genre: Mapped[str]
    published_year: Mapped[int | None]
    price_cents: Mapped[int]
    description: Mapped[str | None]
    tags: Mapped[list[str]]
    status: Mapped[str]
    rating_sum: Mapped[int] = mapped_column(default=0)
    review_count: Mapped[int] = mapped_column(default=0)
    cover_url: Mapped[str | None] = mapped_column(default=None)
    revision: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(default=_now)
    updated_at: Mapped[datetime] = mapped_column(default=_now)

    author: Mapped[AuthorRow] = relationship(lazy="joined", innerjoin=True)
    tag_rows: Mapped[list[TagRow]] = relationship(cascade="all, delete-orphan", lazy="raise")

    @property
    def author_name(self) -> str:
        """The name of its author."""
        return self.author.name

    @property
    def price(self) -> float:
        """The price, in whole units of money."""
        return self.price_cents / 100

    @property
    def average_rating(self) -> float | None:
        """The mean of its ratings."""
        return round(self.rating_sum / self.review_count, 2) if self.review_count else None
