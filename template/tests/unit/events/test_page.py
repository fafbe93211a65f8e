from typing import Any

import pytest

from app.events.page import kind
from app.events.page import render

DOCUMENT: dict[str, Any] = {
    "channels": {"parcels": {"address": "{namespace}.parcels", "messages": {"shipped.v1": {}}}},
    "operations": {
        "send": {
            "action": "send",
            "messages": [{"$ref": "#/channels/parcels/messages/shipped.v1"}],
        },
        "other": {"action": "receive", "title": "stranger", "messages": []},
    },
    "components": {
        "messages": {"shipped.v1": {"title": "Shipped", "description": "It is <gone>."}},
        "schemas": {"Shipped": {"properties": {"weight": {"type": "integer"}}}},
    },
}


class TestRender:
    def test_it_shows_each_event_with_its_fields_and_its_uses(self) -> None:
        page = render(DOCUMENT)

        assert "<code>{namespace}.parcels</code>" in page
        assert "<td><code>weight</code></td><td>integer</td>" in page
        assert "Sent by this service." in page
        assert "stranger" not in page

    def test_what_an_event_says_is_text_and_not_markup(self) -> None:
        assert "It is &lt;gone&gt;." in render(DOCUMENT)


class TestKind:
    @pytest.mark.parametrize(
        ("schema", "name"),
        [
            ({"type": "string", "format": "uuid"}, "uuid"),
            ({"anyOf": [{"type": "string"}, {"type": "null"}]}, "string or null"),
            ({"$ref": "#/components/schemas/Address"}, "Address"),
            ({}, "any"),
        ],
    )
    def test_a_type_has_a_short_name(self, schema: dict[str, Any], name: str) -> None:
        assert kind(schema) == name
