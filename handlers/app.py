"""The composition root: settings, store, handlers, application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.resources import files

from fastapi import FastAPI

from generated.routers.admin import admin_router
from generated.routers.authors import authors_router
from generated.routers.books import books_router
from generated.routers.books_v2 import books_v2_router
from generated.routers.inference import inference_router
from generated.routers.jobs import jobs_router
from generated.routers.passengers import passengers_router
from generated.routers.reports import reports_router
from generated.routers.reviews import reviews_router
from generated.routers.system import system_router
from handlers.address import address_guard
from handlers.admin import Admin
from handlers.after import After
from handlers.archive import Archive
from handlers.authors import Authors
from handlers.books import Books
from handlers.books_v2 import BooksV2
from handlers.cursor import CursorCodec
from handlers.edges import Limits, edges
from handlers.eyes import Eyes
from handlers.eyes.metrics import Gauges, Sources
from handlers.formats import formats
from handlers.inference import Inference, provider
from handlers.jobs import Workshop, workshop
from handlers.jobs.desk import Jobs
from handlers.opening import Opening
from handlers.passengers import Passengers
from handlers.people import People
from handlers.readiness import readiness
from handlers.refusals import translate_refusals
from handlers.reports import Reports
from handlers.reviews import Reviews
from handlers.settings import Settings
from handlers.store import Store
from handlers.system import System
from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.router import ContractRouter
from tenon.runtime.server import ServerSettings
from tenon.runtime.settings import RuntimeSettings


class _Parts:
    """All that the service is made of; what must be opened is, while the application runs."""

    def __init__(self, contract: Contract, settings: Settings) -> None:
        self.contract = contract
        self.settings = settings
        operations = [operation.id for operation in contract.operations]
        self.eyes = Eyes(settings, contract.version, operations=operations)
        self.store = Store(
            settings.database_url, sample_data=settings.sample_data, watched=self.eyes.database
        )
        self.cursors = CursorCodec(settings.cursor_secret())
        self.after = After()
        self.people = People(self.store, settings, self.after)
        self.limits = Limits(settings)
        self.archive = Archive(contract, self.store, settings)
        self.jobs = workshop(self.store, settings, self.eyes.job)
        self.model = provider(settings, self.store)

    @asynccontextmanager
    async def lifespan(self, app: FastAPI) -> AsyncIterator[None]:
        """Open what needs it, and close it in the reverse order of need."""
        opening = Opening(
            self.store,
            [self.people.open, self.archive.open, self.jobs.open],
            patient=self.settings.start_without_database,
        )
        self.eyes.open()
        try:
            await opening.begin()
            yield
        finally:
            await opening.end()
            parts = (self.jobs, self.after, self.archive, self.people, self.model)
            for part in (*parts, self.store, self.limits, self.eyes):
                await part.close()

    def routers(self) -> list[ContractRouter]:
        """What answers the operations of the contract."""
        store, cursors, news = self.store, self.cursors, self.jobs.news
        ready = readiness(store, news, self.settings.redis_url)
        return [
            system_router(System(self.contract, ready)),
            books_router(Books(store, cursors)),
            books_v2_router(BooksV2(store)),
            authors_router(Authors(store)),
            reviews_router(Reviews(store)),
            admin_router(Admin(store, cursors)),
            passengers_router(Passengers(store, cursors)),
            inference_router(Inference(self.model, self.settings.inference_silence_s)),
            jobs_router(Jobs(store, news)),
            reports_router(Reports(store, news)),
            *self.people.routers(),
            *self.archive.routers(),
        ]


def create_app(settings: Settings) -> ContractApp:
    """The service as the settings want it; the store is opened when the application starts."""
    contract = Contract.load(str(files("generated").joinpath("contract.json")))
    parts = _Parts(contract, settings)
    app = contract_app(
        contract,
        parts.eyes.handlers(parts.routers()),
        _runtime(settings, parts.cursors),
        authenticators=parts.people.authenticators(),
        guards=[address_guard, *parts.limits.guards(contract)],
        edges=edges(settings, parts.eyes.observers()),
        lifespan=parts.lifespan,
    )
    app.state.server = _server(settings, parts.eyes)
    app.state.jobs = parts.jobs
    parts.eyes.watch(app, _sources(app, parts.store, parts.jobs, parts.limits))
    translate_refusals(app)
    return app


def _runtime(settings: Settings, cursors: CursorCodec) -> RuntimeSettings:
    return RuntimeSettings(
        max_body_bytes=settings.max_body_bytes,
        max_json_depth=settings.max_json_depth,
        check_replies=settings.check_replies,
        formats=formats(lambda: cursors),
        auth_enabled=settings.auth_enabled,
    )


def _server(settings: Settings, eyes: Eyes) -> ServerSettings:
    return ServerSettings(
        host=settings.host,
        port=settings.port,
        header_timeout_s=settings.header_timeout_s,
        keep_alive_s=settings.keep_alive_s,
        write_timeout_s=settings.write_timeout_s,
        shutdown_s=settings.shutdown_s,
        workers=settings.web_workers,
        log_level=settings.log_level,
        logging=eyes.log,
    )


def _sources(app: ContractApp, store: Store, jobs: Workshop, limits: Limits) -> Sources:
    """What is told of the service besides what is counted."""
    gauges: dict[str, Gauges] = {
        "open_streams": lambda: {"all": app.open_streams, "jobs": jobs.news.following},
        "jobs_working": lambda: {"here": jobs.worker.working if jobs.worker else 0},
        "database_load": store.database.load,
        "rate_limits_kept": lambda: {"store": limits.available},
    }
    return Sources(gauges, store.jobs.counts, least=frozenset({"rate_limits_kept"}))


app = create_app(Settings())
