"""The same application as in `ours.py` with every edge on, its reads secured and limited.

Replies may be read by all origins (CORS), are named, timed, hardened, counted in memory and logged,
a line a request; each caller must bear a token.
"""

import os
from pathlib import Path
from typing import cast

from generated.routers.books import books_router
from generated.stubs.books import BooksStub
from handlers.edges import Limits, edges
from handlers.eyes.access import AccessLog
from handlers.formats import FORMATS
from handlers.settings import Settings
from tenon.contract import Contract
from tenon.runtime.app import ContractApp, contract_app
from tenon.runtime.settings import RuntimeSettings

from .bearer import authenticator
from .ours import CONTRACT, PATH, Books

ENDLESS = {"limit": 1_000_000_000, "window": 60}


def app() -> ContractApp:
    """The application, with the settings of production."""
    settings = Settings(
        _env_file=None,
        environment="production",
        cors_origins=("*",),
        server_timing=True,
        rate_limits="memory",
    )
    loaded = Contract.load(CONTRACT).document
    del loaded["paths"][f"{PATH}/{{book_id}}"]["get"]["security"]
    contract = Contract.from_bundle({**loaded, "x-rate-limit": ENDLESS})
    known = authenticator()
    return contract_app(
        contract,
        [books_router(cast("BooksStub", Books()))],
        RuntimeSettings(formats=FORMATS),
        authenticators=dict.fromkeys(contract.security_schemes, known),
        guards=Limits(settings).guards(contract),
        edges=edges(settings, [_access_log(Path(os.environ["BENCH_FOLDER"]) / "access.log")]),
    )


def _access_log(path: Path) -> AccessLog:
    """The service's own log, in a file."""
    file = path.open("a", encoding="utf-8")
    log = AccessLog(file.write, "json")
    log.open()
    return log
