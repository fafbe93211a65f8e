import json
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from typing import Any

import pytest

from app import about
from app.events.cause import caused_by
from app.events.cause import own_cause
from app.events.cloud_event import CloudEvent
from app.events.cloud_event import Malformed
from tests.fixtures.bells import Rang

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
FOREIGN = {"specversion": "1.0", "id": "4711", "source": "https://example.com/shop", "type": "x.y"}


@pytest.fixture(autouse=True)
def no_request() -> Iterator[None]:
    with own_cause():
        yield


def told(event: CloudEvent) -> dict[str, Any]:
    """Return an event as others read it."""
    attributes: dict[str, Any] = json.loads(event.to_json())
    return attributes


def heard(**attributes: object) -> CloudEvent:
    """Read an event as others write it."""
    return CloudEvent.parse(json.dumps({**FOREIGN, **attributes}).encode())


class TestOurs:
    def test_it_has_what_cloudevents_demands_and_says_more(self) -> None:
        attributes = told(CloudEvent.of(Rang(times=3), "tower"))

        assert attributes.pop("id")
        assert datetime.fromisoformat(attributes.pop("time")).tzinfo is not None
        assert attributes == {
            "specversion": "1.0",
            "source": f"/{about.NAME}",
            "type": "bell.rang.v1",
            "subject": "tower",
            "datacontenttype": "application/json",
            "data": {"times": 3},
        }

    def test_no_two_have_the_same_id(self) -> None:
        assert len({CloudEvent.of(Rang(times=1), "tower").id for _ in range(100)}) == 100

    def test_it_carries_the_request_and_the_trace_that_caused_it(self) -> None:
        parent = f"00-{TRACE}-00f067aa0ba902b7-01"
        caused_by(heard(requestid="order-4711_a", traceparent=parent))

        attributes = told(CloudEvent.of(Rang(times=3), "tower"))

        assert attributes["requestid"] == "order-4711_a"
        version, trace, span, _ = attributes["traceparent"].split("-")
        assert (version, trace) == ("00", TRACE)
        assert span != "00f067aa0ba902b7"

    def test_what_is_written_can_be_read(self) -> None:
        event = CloudEvent.of(Rang(times=3), "tower")

        assert CloudEvent.parse(event.to_json()) == event


class TestForeign:
    def test_what_is_optional_may_be_left_out(self) -> None:
        event = heard()

        assert (event.subject, event.data, event.requestid) == ("", None, None)
        assert event.time.tzinfo is not None

    def test_null_is_the_same(self) -> None:
        names = ("subject", "time", "datacontenttype", "data", "requestid", "traceparent")

        event = heard(**dict.fromkeys(names))

        assert (event.subject, event.datacontenttype) == ("", "application/json")

    @pytest.mark.parametrize("name", FOREIGN)
    def test_what_is_required_may_not(self, name: str) -> None:
        if name == "specversion":
            assert heard(specversion=None).specversion == "1.0"
        else:
            with pytest.raises(Malformed, match=name):
                heard(**{name: None})

    def test_extensions_that_we_do_not_know_are_no_hindrance(self) -> None:
        heard(comexampleextension1="value", dataschema="https://example.com/schema")

    def test_nor_are_data_that_are_not_json(self) -> None:
        heard(datacontenttype="text/xml", data="<much/>")
        heard(datacontenttype="image/png", data_base64="iVBORw0KGgo=")

    def test_its_time_may_be_that_of_any_zone(self) -> None:
        assert heard(time="2026-01-01T02:00:00+02:00").time == datetime(2026, 1, 1, tzinfo=UTC)


class TestIdentity:
    def test_source_and_id_are_unique_together_for_each_consumer(self) -> None:
        events = [heard(), heard(id="4712"), heard(source="/here")]

        identities = {event.identity(name) for event in events for name in ("one", "other")}

        assert len(identities) == 6
        assert heard().identity("one") in identities


class TestAge:
    def test_it_is_in_seconds(self) -> None:
        event = heard(time=(datetime.now(UTC) - timedelta(minutes=1)).isoformat())

        assert 59 < event.age < 90  # some databases count milliseconds only
