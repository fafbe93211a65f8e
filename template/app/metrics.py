"""What Prometheus may know; labels are route templates, so that no client can invent series."""

import os
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import Annotated

import prometheus_client
from fastapi import APIRouter
from fastapi import Header
from fastapi import Request
from fastapi import Response
from prometheus_client import CollectorRegistry
from prometheus_client import Counter
from prometheus_client import Gauge
from prometheus_client import Histogram
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.multiprocess import mark_process_dead
from starlette.exceptions import HTTPException
from starlette.types import Scope

from app.settings import Settings

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
OTHER = "other"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

router = APIRouter()

REQUESTS = Counter("http_requests", "Requests answered.", ["method", "route", "status"])
DURATION = Histogram(
    "http_request_duration_seconds",
    "Time from a request's headers to the end of its answer.",
    ["method", "route"],
    buckets=SECONDS,
)
IN_PROGRESS = Gauge(
    "http_requests_in_progress", "Requests being answered.", multiprocess_mode="livesum"
)
CRASHES = Counter("http_crashes", "Requests that ended in an unforeseen error.")


def count_request(method: str, route: str, status: int, seconds: float) -> None:
    """Count an answer; a method that HTTP does not know counts like all others of the kind."""
    requests, duration = series(method if method in METHODS else OTHER, route, status)
    requests.inc()
    duration.observe(seconds)


@cache  # bounded by the routes of the service
def series(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    return REQUESTS.labels(method, route, str(status)), DURATION.labels(method, route)


def route_template(scope: Scope) -> str:
    """Return the whole template of the route that was found, such as `/api/v1/items/{item_id}`."""
    # FastAPI keeps the templates of included routes, with their prefixes, apart from the routes.
    included = scope.get("fastapi", {}).get("effective_route_context")
    template: str = getattr(included, "path_format", "") or getattr(
        scope.get("route"), "path", OTHER
    )
    return template


@router.get("/metrics", include_in_schema=False)
def read_metrics(request: Request, authorization: Annotated[str, Header()] = "") -> Response:
    """Show the metrics to whoever may read them; to others they do not exist."""
    if not may_read(request.app.state.settings, authorization):
        raise HTTPException(404)
    return Response(generate_latest(registry()), media_type=CONTENT_TYPE_LATEST)


def may_read(settings: Settings, authorization: str) -> bool:
    if not settings.metrics_token:
        return settings.environment != "production"
    expected = f"Bearer {settings.metrics_token.get_secret_value()}"
    return compare_digest(authorization.encode(), expected.encode())


def registry() -> CollectorRegistry:
    """Return this process's metrics, or those of all workers, which share a directory."""
    directory = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    if not directory:
        return prometheus_client.REGISTRY
    forget_the_dead(Path(directory))
    shared = CollectorRegistry()
    MultiProcessCollector(shared)
    return shared


def forget_the_dead(directory: Path) -> None:
    """Drop the gauges of workers that are gone; what they counted stays."""
    for file in directory.glob("gauge_live*.db"):
        worker = int(file.stem.rpartition("_")[2])
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            mark_process_dead(worker)
