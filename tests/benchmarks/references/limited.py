"""A service with two more routes: one that is limited, and one that is not.

They are what its developer would write, and run inside the service.
"""

from app.main import create_app as create_service
from app.rate_limit import RateLimit
from fastapi import Depends
from fastapi import FastAPI

OFTEN = "999999999/second"


async def answer() -> dict[str, str]:
    """Answer."""
    return {"status": "ok"}


def create_app() -> FastAPI:
    """Put the service together, with these routes."""
    app = create_service()
    limited = [Depends(RateLimit("benchmark", OFTEN))]
    app.add_api_route("/unlimited", answer)
    app.add_api_route("/limited", answer, dependencies=limited)
    return app
