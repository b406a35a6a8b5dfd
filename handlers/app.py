"""The composition root: settings, store, handlers, application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI

from generated.routers.authors import authors_router
from generated.routers.books import books_router
from generated.routers.reviews import reviews_router
from generated.routers.system import system_router
from handlers.authors import Authors
from handlers.books import Books
from handlers.cursor import CursorCodec
from handlers.formats import formats
from handlers.refusals import translate_refusals
from handlers.reviews import Reviews
from handlers.settings import Settings
from handlers.store import Store
from handlers.system import System
from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.server import ServerSettings
from tenon.runtime.settings import RuntimeSettings


def create_app(settings: Settings) -> ContractApp:
    """The service as the settings want it; the store is opened when the application starts."""
    contract = Contract.load(str(files("generated").joinpath("contract.json")))
    store = Store(settings.database_url, sample_data=settings.sample_data)
    cursors = CursorCodec(settings.cursor_secret())

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        await store.open()
        try:
            yield
        finally:
            await store.close()

    app = contract_app(
        contract,
        [
            system_router(System(contract, store)),
            books_router(Books(store, cursors)),
            authors_router(Authors(store)),
            reviews_router(Reviews(store)),
        ],
        RuntimeSettings(
            max_body_bytes=settings.max_body_bytes,
            max_json_depth=settings.max_json_depth,
            check_replies=settings.check_replies,
            formats=formats(lambda: cursors),
        ),
        lifespan=lifespan,
    )
    app.state.server = ServerSettings(
        host=settings.host,
        port=settings.port,
        header_timeout_s=settings.header_timeout_s,
        keep_alive_s=settings.keep_alive_s,
        log_level=settings.log_level,
    )
    translate_refusals(app)
    return app


app = create_app(Settings())
