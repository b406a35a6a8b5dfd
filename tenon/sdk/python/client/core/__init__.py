"""What a generated client stands on: calls, replies, streams, uploads, pages and errors."""

from httpx import AsyncClient as AsyncHttp
from httpx import Client as Http

from .calls import Answer, Call, Download, Fault, Parameter, Scheme, StreamCall
from .clients import AsyncClient, SyncClient, connect, connect_async
from .connection import Connection
from .credentials import AsyncPair, AsyncToken, Pair, Token
from .downloads import AsyncDownloaded, Downloaded
from .files import File, FileLike
from .groups import (
    AsyncGroup,
    Group,
    download,
    download_async,
    iterate,
    iterate_async,
    send,
    send_async,
    stream,
    stream_async,
)
from .paging import Pages
from .replies import Reply
from .retries import Retries
from .streams import AsyncStream, Stream

__all__ = [
    "Answer",
    "AsyncClient",
    "AsyncDownloaded",
    "AsyncGroup",
    "AsyncHttp",
    "AsyncPair",
    "AsyncStream",
    "AsyncToken",
    "Call",
    "Connection",
    "Download",
    "Downloaded",
    "Fault",
    "File",
    "FileLike",
    "Group",
    "Http",
    "Pages",
    "Pair",
    "Parameter",
    "Reply",
    "Retries",
    "Scheme",
    "Stream",
    "StreamCall",
    "SyncClient",
    "Token",
    "connect",
    "connect_async",
    "download",
    "download_async",
    "iterate",
    "iterate_async",
    "send",
    "send_async",
    "stream",
    "stream_async",
]
