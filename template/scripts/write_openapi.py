"""Write `docs/openapi.json`, the description of the API that is committed with the code."""

from pathlib import Path

from app.docs.document import describe
from app.docs.document import serialize
from app.main import create_app


def main() -> None:
    """Describe the service as it is now."""
    Path("docs/openapi.json").write_text(serialize(describe(create_app())), "utf-8")


if __name__ == "__main__":
    main()
