"""The connections to another service."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http.cookiejar import CookieJar
from http.cookiejar import DefaultCookiePolicy

from httpx2 import AsyncClient
from httpx2 import Limits
from httpx2 import Timeout

from app import about
from app.breaker import CircuitBreaker
from app.http_client.client import ServiceClient
from app.http_client.retries import Retries
from app.http_client.settings import ServiceSettings

KEEP_ALIVE = 4.0  # seconds; the usual server closes idle connections after five


@asynccontextmanager
async def open_client(name: str, settings: ServiceSettings) -> AsyncIterator[ServiceClient]:
    """Provide a client for a service; it connects when it is used, and looks names up each time.

    Its circuit breaker and metrics go by the name. Proxies and `.netrc` files that an environment
    may bring along are ignored: what is between two services is decided by the address.
    """
    async with AsyncClient(
        base_url=str(settings.url),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=())),  # requests share nothing
        follow_redirects=False,
        headers={
            "Accept-Encoding": "identity",  # a compressed answer could unpack to any size
            "User-Agent": f"{about.NAME}/{about.VERSION}",
        },
        limits=Limits(max_connections=settings.connections, keepalive_expiry=KEEP_ALIVE),
        timeout=Timeout(
            settings.read_timeout, connect=settings.connect_timeout, pool=settings.connect_timeout
        ),
        trust_env=False,
        verify=trusted_certificates(settings),
    ) as http:
        yield ServiceClient(
            name, settings, http, CircuitBreaker(name), Retries(name, settings.attempts)
        )


def trusted_certificates(settings: ServiceSettings) -> ssl.SSLContext:
    """Trust the system's authorities, and `SSL_CERT_FILE`; plain HTTP saves reading them."""
    if settings.url.scheme == "https":
        return ssl.create_default_context()
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
