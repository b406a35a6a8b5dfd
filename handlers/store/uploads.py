"""What is known of uploaded files, and of covers: whose they are, and which file each is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, bindparam, delete, func, select, union_all

from handlers.store.audit import record
from handlers.store.clock import moment, now
from handlers.store.database import Database, Row
from handlers.store.errors import MissingError
from handlers.store.rows import Entry, Fields, Page
from handlers.store.upload_tables import covers, uploads

UPLOAD = select(
    uploads.c.id,
    uploads.c.name,
    uploads.c.media_type,
    uploads.c.size,
    uploads.c.sha256,
    uploads.c.width,
    uploads.c.height,
    uploads.c.description,
    uploads.c.owner,
    uploads.c.created_at,
    uploads.c.file,
)
_FILE = 10  # its place among the columns
_ONE = UPLOAD.where(uploads.c.id == bindparam("id"))
_ADD = uploads.insert().returning(uploads.c.id)
_DELETE = delete(uploads).where(uploads.c.id == bindparam("id")).returning(uploads.c.file)


@dataclass(frozen=True, slots=True)
class UploadDraft:
    """A file that was stored, as it becomes known."""

    file: str
    owner: str
    name: str
    media_type: str
    size: int
    sha256: str
    width: int | None
    height: int | None
    description: str | None


class UploadStore:
    """The uploads. An entry's revision is the key of its file."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(self, owner: str | None, page: int, per_page: int) -> Page:
        """A numbered page, newest first, of an owner's uploads or of everyone's (None)."""
        return await self._database.scan(_page, owner, page, per_page)

    async def get(self, upload_id: int) -> Entry | None:
        """One upload, or None."""
        rows = await self._database.rows(_ONE, id=upload_id)
        return _entry(rows[0]) if rows else None

    async def add(self, draft: UploadDraft, *, by: str) -> Entry:
        """Make a stored file known."""
        return await self._database.transact(_add, draft, by)

    async def delete(self, upload_id: int, *, by: str) -> str:
        """Forget an upload; the key of its file, which is to be deleted. Raises MissingError."""
        return await self._database.transact(_delete, upload_id, by)

    async def named(self, files: Sequence[str]) -> set[str]:
        """Those of the files that an upload or a cover names."""
        return await self._database.scan(_named, files)


def _page(connection: Connection, owner: str | None, page: int, per_page: int) -> Page:
    where = [] if owner is None else [uploads.c.owner == owner]
    total = connection.scalar(select(func.count()).select_from(uploads).where(*where)) or 0
    offset = (page - 1) * per_page
    if offset >= total:
        return Page([], total)
    newest = UPLOAD.where(*where).order_by(uploads.c.created_at.desc(), uploads.c.id.desc())
    rows = connection.execute(newest.limit(per_page).offset(offset))
    return Page([_fields(row) for row in rows], total)


def _add(connection: Connection, draft: UploadDraft, by: str) -> Entry:
    upload_id = connection.execute(_ADD, {**asdict(draft), "created_at": now()}).scalar_one()
    record(connection, by, "createUpload", "upload", str(upload_id))
    return _entry(connection.execute(_ONE, {"id": upload_id}).one())


def _delete(connection: Connection, upload_id: int, by: str) -> str:
    file: str | None = connection.scalar(_DELETE, {"id": upload_id})
    if file is None:
        raise MissingError
    record(connection, by, "deleteUpload", "upload", str(upload_id))
    return file


def _named(connection: Connection, files: Sequence[str]) -> set[str]:
    found = union_all(
        *(select(table.c.file).where(table.c.file.in_(files)) for table in (uploads, covers))
    )
    return set(connection.execute(found).scalars())


def _entry(row: Row) -> Entry:
    return Entry(_fields(row), row[_FILE])


def _fields(row: Row) -> Fields:
    """A row of UPLOAD as the fields of an Upload."""
    id_, name, media_type, size, sha256, width, height, description, owner, created_at = row[:_FILE]
    return {
        "id": id_,
        "name": name,
        "media_type": media_type,
        "size": size,
        "sha256": sha256,
        "width": width,
        "height": height,
        "description": description,
        "owner": owner,
        "created_at": moment(created_at),
        "content_url": f"/api/v1/uploads/{id_}/content",
    }
