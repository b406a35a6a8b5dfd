"""FastAPI with four BaseHTTPMiddleware classes and CORS, as tutorials write it."""

import logging
import time
import uuid

from fastapi import FastAPI
from fastapi.middleware.cors import CORSMiddleware
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import Response

from .fastapi_books import add_books

logger = logging.getLogger(__name__)


class RequestId(BaseHTTPMiddleware):
    """Name each request."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Take the caller's request id, or make one."""
        request.state.request_id = request.headers.get("x-request-id") or str(uuid.uuid4())
        response = await call_next(request)
        response.headers["X-Request-ID"] = request.state.request_id
        return response


class Timing(BaseHTTPMiddleware):
    """Say how long a request took."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Time the rest."""
        start = time.perf_counter()
        response = await call_next(request)
        response.headers["X-Process-Time"] = f"{time.perf_counter() - start:.6f}"
        return response


class Logging(BaseHTTPMiddleware):
    """Log each request; the bench shows warnings only, so nothing is written."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Log what came and what left."""
        logger.info("Request: %s %s", request.method, request.url.path)
        response = await call_next(request)
        logger.info("Response: %s", response.status_code)
        return response


class SecurityHeaders(BaseHTTPMiddleware):
    """Send the usual security headers."""

    async def dispatch(self, request: Request, call_next: RequestResponseEndpoint) -> Response:
        """Add the headers."""
        response = await call_next(request)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["X-Frame-Options"] = "DENY"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


app = FastAPI(title="Books")
app.add_middleware(
    CORSMiddleware,
    allow_origins=["*"],
    allow_methods=["*"],
    allow_headers=["*"],
)
app.add_middleware(SecurityHeaders)
app.add_middleware(Logging)
app.add_middleware(Timing)
app.add_middleware(RequestId)
add_books(app)
