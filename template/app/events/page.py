"""A page that shows the events, at /docs/events, and the AsyncAPI document that it shows.

AsyncAPI's own page is megabytes of script from another host; for a handful of events, a plain page
that the service writes itself is enough, and it needs no script at all.
"""

from collections.abc import Iterator
from html import escape
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app import about
from app.consumers import CONSUMERS
from app.consumers import PUBLISHED
from app.events.document import describe_events

POLICY = (
    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "img-src 'self'; style-src 'self'"
)

PAGE = """<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <title>Events</title>
  <link rel="icon" href="assets/logo.svg">
  <link rel="stylesheet" href="assets/events.css">
</head>
<body>
<h1>{title}: events</h1>
<p>In the envelope of <b>CloudEvents 1.0</b>; everything is in <a href="../asyncapi.json">the
AsyncAPI document</a>.</p>
{channels}
</body>
</html>
"""
TABLE = "<table>\n<tr><th>Field</th><th>Type</th><th>Meaning</th></tr>\n{rows}\n</table>"
ROW = "<tr><td><code>{name}</code></td><td>{type}</td><td>{meaning}</td></tr>"
VERBS = {"send": "Sent by this service", "receive": "Received here as"}

Document = dict[str, Any]

router = APIRouter(include_in_schema=False)


@router.get("/asyncapi.json")
async def read_document() -> Document:
    """Return the AsyncAPI document."""
    return describe_events(PUBLISHED, CONSUMERS)


@router.get("/docs/events")
async def show_events() -> HTMLResponse:
    """Show the events, for reading."""
    page = render(describe_events(PUBLISHED, CONSUMERS))
    return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})


def render(document: Document) -> str:
    """Write the page of a document."""
    parts = (part for topic in document["channels"] for part in channel(document, topic))
    return PAGE.format(title=escape(about.TITLE), channels="\n".join(parts))


def channel(document: Document, topic: str) -> Iterator[str]:
    """Write a topic's address, its events, and what becomes of them."""
    yield f"<h2><code>{escape(document['channels'][topic]['address'])}</code></h2>"
    for name in document["channels"][topic]["messages"]:
        message = document["components"]["messages"][name]
        schema = document["components"]["schemas"][message["title"]]
        yield f"<h3><code>{escape(name)}</code></h3>"
        yield f"<p>{escape(message['description'])}</p>"
        yield f"<p>{'. '.join(uses(document, topic, name))}.</p>"
        yield TABLE.format(rows="\n".join(map(row, schema["properties"].items())))


def uses(document: Document, topic: str, name: str) -> Iterator[str]:
    """Say who sends an event and who receives it."""
    wanted = {"$ref": f"#/channels/{topic}/messages/{name}"}
    for operation in document["operations"].values():
        if wanted in operation["messages"]:
            yield f"{VERBS[operation['action']]} {escape(operation.get('title', ''))}".strip()


def row(field: tuple[str, Document]) -> str:
    name, schema = field
    meaning = escape(schema.get("description", ""))
    return ROW.format(name=escape(name), type=escape(kind(schema)), meaning=meaning)


def kind(schema: Document) -> str:
    """Name a type in a few words."""
    if "anyOf" in schema:
        return " or ".join(map(kind, schema["anyOf"]))
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    return str(schema.get("format") or schema.get("type", "any"))
