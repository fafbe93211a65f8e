"""The AsyncAPI document: which events the service tells and hears, where, and what is in them.

FastStream would describe its own handlers, which receive bytes here, and name a server. This says
what `app/consumers.py` says, on every broker and in every environment the same.
"""

from collections.abc import Iterable
from collections.abc import Sequence
from inspect import getdoc
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app import about
from app.events.cloud_event import MEDIA_TYPE
from app.events.cloud_event import CloudEvent
from app.events.consumer import Consumer
from app.events.event import Event

SCHEMAS = "#/components/schemas/{model}"

INFO = {
    "title": about.TITLE,
    "version": about.VERSION,
    "description": about.DESCRIPTION,
    "contact": about.CONTACT,
    "license": {"name": about.LICENSE["name"]},
}
NAMESPACE = {
    "description": "One for each environment that shares a broker.",
    "default": about.NAME,
}

EventType = type[Event]


def describe_events(
    published: Sequence[EventType], consumers: Sequence[Consumer]
) -> dict[str, Any]:
    """Return the document (AsyncAPI 3.0)."""
    heard = [event for consumer in consumers for event in consumer.events]
    events = list(dict.fromkeys([*published, *heard]))
    topics = sorted({event.topic for event in events})
    return {
        "asyncapi": "3.0.0",
        "info": INFO,
        "defaultContentType": MEDIA_TYPE,
        "channels": {topic: channel(topic, of_topic(topic, events)) for topic in topics},
        "operations": {**sending(published), **receiving(consumers)},
        "components": {
            "messages": {event.type: message(event) for event in events},
            "schemas": schemas(events),
        },
    }


def of_topic(topic: str, events: Iterable[EventType]) -> list[EventType]:
    return [event for event in events if event.topic == topic]


def channel(topic: str, events: Iterable[EventType]) -> dict[str, Any]:
    """Describe a topic by the events that are told there."""
    return {
        "address": "{namespace}." + topic,
        "parameters": {"namespace": NAMESPACE},
        "messages": {event.type: ref(f"components/messages/{event.type}") for event in events},
    }


def sending(published: Sequence[EventType]) -> dict[str, Any]:
    topics = sorted({event.topic for event in published})
    return {
        f"send_{topic}": operation("send", topic, of_topic(topic, published)) for topic in topics
    }


def receiving(consumers: Iterable[Consumer]) -> dict[str, Any]:
    return {
        f"receive_{consumer.topic}_{consumer.name}": {
            **operation("receive", consumer.topic, consumer.events),
            "title": consumer.name,
        }
        for consumer in consumers
    }


def operation(action: str, topic: str, events: Iterable[EventType]) -> dict[str, Any]:
    return {
        "action": action,
        "channel": ref(f"channels/{topic}"),
        "messages": [ref(f"channels/{topic}/messages/{event.type}") for event in events],
    }


def message(event: EventType) -> dict[str, Any]:
    """Describe an event: an envelope that has the type, and the type's data."""
    special = {"type": {"const": event.type}, "data": ref(f"components/schemas/{event.__name__}")}
    return {
        "name": event.type,
        "title": event.__name__,
        "description": meaning(event),
        "contentType": MEDIA_TYPE,
        "correlationId": {"location": "$message.payload#/requestid"},
        "payload": {
            "allOf": [
                ref("components/schemas/CloudEvent"),
                {"properties": special, "required": ["specversion", "data"]},
            ]
        },
    }


def meaning(event: EventType) -> str:
    """Return what the class says of itself, or what its relatives say of all of them."""
    said = getdoc(event) or ""
    return "" if said == getdoc(Event) else said


def schemas(events: Iterable[EventType]) -> dict[str, Any]:
    models: list[type[BaseModel]] = [CloudEvent, *events]
    _, definitions = models_json_schema(
        [(model, "serialization") for model in models], ref_template=SCHEMAS
    )
    return dict(sorted(definitions["$defs"].items()))


def ref(path: str) -> dict[str, str]:
    return {"$ref": f"#/{path}"}
