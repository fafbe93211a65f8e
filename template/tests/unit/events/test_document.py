from typing import Any
from typing import ClassVar

import pytest

from app.docs.document import serialize
from app.events.consumer import Consumer
from app.events.consumer import Delivery
from app.events.document import describe_events
from app.events.event import Event


class Shipped(Event):
    """A parcel has left."""

    type: ClassVar[str] = "parcel.shipped.v1"
    topic: ClassVar[str] = "parcels"

    parcel: int


class Paid(Event):
    type: ClassVar[str] = "bill.paid.v1"
    topic: ClassVar[str] = "bills"


accounting = Consumer("accounting", "bills")


@accounting.on(Paid)
async def book(event: Paid, delivery: Delivery) -> None:
    """Do nothing with it."""


@pytest.fixture
def document() -> dict[str, Any]:
    return describe_events([Shipped], [accounting])


class TestDescribeEvents:
    def test_it_says_what_is_sent_and_what_is_received(self, document: dict[str, Any]) -> None:
        said = {
            name: (operation["action"], operation["channel"]["$ref"], operation["messages"])
            for name, operation in document["operations"].items()
        }

        assert said == {
            "send_parcels": (
                "send",
                "#/channels/parcels",
                [{"$ref": "#/channels/parcels/messages/parcel.shipped.v1"}],
            ),
            "receive_bills_accounting": (
                "receive",
                "#/channels/bills",
                [{"$ref": "#/channels/bills/messages/bill.paid.v1"}],
            ),
        }

    def test_a_message_is_an_envelope_with_data_of_its_type(
        self, document: dict[str, Any]
    ) -> None:
        message = document["components"]["messages"]["parcel.shipped.v1"]
        envelope, special = message["payload"]["allOf"]

        assert envelope == {"$ref": "#/components/schemas/CloudEvent"}
        assert special["properties"]["type"] == {"const": "parcel.shipped.v1"}
        assert special["properties"]["data"] == {"$ref": "#/components/schemas/Shipped"}
        assert message["description"] == "A parcel has left."

    def test_what_an_event_does_not_say_of_itself_is_left_out(
        self, document: dict[str, Any]
    ) -> None:
        assert document["components"]["messages"]["bill.paid.v1"]["description"] == ""

    def test_every_reference_leads_somewhere(self, document: dict[str, Any]) -> None:
        references = [part.split('"')[0] for part in serialize(document).split('"$ref": "#/')[1:]]

        assert references
        for reference in references:
            found: Any = document
            for step in reference.split("/"):
                found = found[step]

    def test_it_is_the_same_every_time(self, document: dict[str, Any]) -> None:
        assert serialize(describe_events([Shipped], [accounting])) == serialize(document)
