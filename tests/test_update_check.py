"""A service with a feature of its own passes its own checks after every step of its life."""

import os
from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import pytest

from harness.combinations import chosen
from harness.developers import builder
from harness.development import DevelopedService
from harness.expectations import miss
from harness.releases import releases
from harness.releases import repository
from harness.servers import KINDS
from harness.servers import Servers
from harness.servers import Unavailable
from harness.service import Service
from harness.suite import backends
from harness.workshop import open_workshop

WAYS = {
    "": "websockets=false",
    "database=postgresql redis=true": "redis=false",
    "database=mysql auth=none": "auth=jwt",
}
"""The answers of a service, and what it switches later."""


@pytest.fixture
def servers() -> Iterator[Servers]:
    servers = Servers(KINDS)
    yield servers
    servers.stop()


@pytest.mark.nightly
@pytest.mark.parametrize(("answers", "wish"), WAYS.items())
def test_it_passes_them_after_a_release_and_after_a_switch(
    answers: str, wish: str, servers: Servers, tmp_path: Path
) -> None:
    template = repository(tmp_path / "template")
    first = releases()[0].version
    combination = chosen(answers)
    service = DevelopedService.copied(
        template, tmp_path / "service", open_workshop([]), combination.answers, first
    )
    builder(service).do(service)
    try:
        with backends(Service(combination, service.path), servers, 0) as settings:
            service.settings = {
                **settings,
                "AUTH_SECRET_KEY": token_urlsafe(48),
                "ENV_FILE": os.devnull,
            }
            for words in (["openapi"], ["update"], ["check"], ["update", f"with={wish}"]):
                finished = service.make(*words)
                assert finished.exit_code == 0, finished.output
                service.commit()
    except Unavailable as missing:
        miss(missing)
