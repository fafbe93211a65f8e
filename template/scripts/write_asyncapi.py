"""Write `docs/asyncapi.json`, the description of the events that is committed with the code."""

from pathlib import Path

from app.consumers import CONSUMERS
from app.consumers import PUBLISHED
from app.docs.document import serialize
from app.events.document import describe_events


def main() -> None:
    """Describe the events as they are now."""
    document = serialize(describe_events(PUBLISHED, CONSUMERS))
    Path("docs/asyncapi.json").write_text(document, "utf-8")


if __name__ == "__main__":
    main()
