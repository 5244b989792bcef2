"""Other servers asked over HTTP, within limits: how `sparql.federation` fetches."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar, DefaultCookiePolicy
from urllib.parse import urlsplit

import httpx

from vanguard_graph.errors import QueryError, UsageError
from vanguard_graph.limits import limit
from vanguard_graph.sparql.federation import Fetch

_HEADERS = {"Accept": "application/sparql-results+json", "Accept-Encoding": "identity"}
# How many requests to others are under way at once, for all queries together.
_MOST_AT_ONCE = 8


def check_addresses(addresses: Iterable[str]) -> frozenset[str]:
    """Return the addresses that an operator names.

    Raises UsageError for one that is not of http or https, or holds a password or a fragment.
    """
    named = frozenset(addresses)
    for address in sorted(named):
        try:
            parts = urlsplit(address)
            # Reading the port and the host of some raises an error.
            httpx.URL(address)
            _ = parts.port
        except (ValueError, httpx.InvalidURL):
            parts = urlsplit("")
        wrong = parts.scheme not in ("http", "https") or not parts.hostname
        if wrong or "@" in parts.netloc or parts.fragment:
            raise UsageError(
                f"{address!r} is no address of a server that can be asked.",
                "Give it as https://host/path.",
            )
    return named


@asynccontextmanager
async def open_fetch() -> AsyncIterator[Fetch]:
    """Give what asks other servers, and close its connections afterwards.

    No redirection is followed, nothing of the environment (proxies, passwords) is used, and no
    cookie is kept, which would tell one query's server of another query.
    """
    places = asyncio.Semaphore(_MOST_AT_ONCE)
    cookies = CookieJar(DefaultCookiePolicy(allowed_domains=[]))
    async with httpx.AsyncClient(
        trust_env=False, follow_redirects=False, cookies=cookies
    ) as client:

        async def fetch(address: str, query: str) -> bytes:
            seconds = limit("federation_seconds")
            try:
                async with asyncio.timeout(seconds), places:
                    return await _fetch(client, address, query)
            except TimeoutError:
                why = f"it took more than {seconds} s"
            except httpx.HTTPError as error:
                why = str(error) or type(error).__name__
            raise QueryError(
                f"{address} did not answer: {why}.", "Try again, or write SERVICE SILENT."
            )

        yield fetch


async def _fetch(client: httpx.AsyncClient, address: str, query: str) -> bytes:
    most = limit("federation_bytes")
    async with client.stream(
        "POST", address, data={"query": query}, headers=_HEADERS, timeout=None
    ) as reply:
        if reply.status_code != httpx.codes.OK:
            raise QueryError(
                f"{address} did not answer: its status is {reply.status_code}.",
                "Ask it by itself to see why.",
            )
        # A short answer can unpack to one that fills the memory.
        if reply.headers.get("content-encoding", "identity").strip().lower() != "identity":
            raise QueryError(
                f"The answer of {address} is compressed, which was not asked for.",
                "Ask it by itself, or another server.",
            )
        content = bytearray()
        async for piece in reply.aiter_raw():
            content += piece
            if len(content) > most:
                raise QueryError(
                    f"The answer of {address} is longer than {most:,} bytes.", "Ask it for less."
                )
    return bytes(content)
