"""Two browsers talk to each other on the page at /live, through a running service."""

from collections.abc import Iterator
from pathlib import Path
from secrets import token_urlsafe

import pytest

from harness.browser import Browser
from harness.browser import Page
from harness.browser import browser
from harness.combinations import chosen
from harness.expectations import miss
from harness.paths import LOGS
from harness.ports import free_port
from harness.rendering import render
from harness.replicas import Replica
from harness.replicas import migrate
from harness.replicas import wait_until_ready
from harness.servers import Unavailable
from harness.service import Service
from harness.workshop import open_workshop

PASSWORD = "correct horse battery"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """A browser."""
    try:
        with browser() as running:
            yield running
    except Unavailable as missing:
        miss(missing)


@pytest.fixture(scope="module", params=["jwt", "none"])
def site(
    request: pytest.FixtureRequest, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Replica]:
    """A service whose users sign in, and one whose users need not."""
    combination = chosen(f"database=sqlite auth={request.param} redis=false websockets=true")
    path = tmp_path_factory.mktemp(request.param)
    service = Service(combination, render(template, path / "service", combination.answers))
    settings = {
        "AUTH_SECRET_KEY": token_urlsafe(48),
        "DATABASE_URL": f"sqlite+aiosqlite:///{path}/data.db",
        "ENVIRONMENT": "development",
        "LIVE_RECONNECT_WITHIN": "1",
    }
    workshop = open_workshop([service])
    migrate(service, workshop, settings)
    site = Replica(service, workshop, settings, free_port())
    start(site)
    yield site
    site.stop()


def start(site: Replica) -> None:
    """Serve, and wait until it does."""
    site.start()
    wait_until_ready(site.url)


def enter(browser: Browser, site: Replica, name: str) -> Page:
    """Open the page, sign in if it asks for it, and join a room."""
    page = browser.open(f"{site.url}/live")
    page.see("#sign-in", "ign in")
    if page.evaluate("!!document.querySelector('[name=password]')"):
        page.submit("sign-in", "[value=register]", username=name, password=PASSWORD)
    else:
        page.submit("sign-in")
    page.see("#state[data-state=open]", "connected")
    page.submit("join", room="lobby")
    page.see("#to", "to lobby")
    return page


def name_of(page: Page) -> str:
    """What the others call somebody."""
    return page.text("#you").removeprefix("you are ")


def click(page: Page, text: str) -> None:
    """Press the button that says this."""
    page.evaluate(
        f"[...document.querySelectorAll('nav button')].find(b => b.innerText === {text!r}).click()"
    )


def test_two_browsers_talk_to_each_other(chromium: Browser, site: Replica) -> None:
    anne, bob = enter(chromium, site, "anne"), enter(chromium, site, "bob")
    anne.see("#members", name_of(bob))

    anne.submit("say", text="hello, <b>everybody</b>")
    bob.see("#messages", f"{name_of(anne)} in lobby: hello, <b>everybody</b>")

    click(bob, name_of(anne))
    bob.see("#to", f"to {name_of(anne)}")
    bob.submit("say", text="only for you")
    anne.see("#messages", f"{name_of(bob)} to you: only for you")

    anne.screenshot(LOGS / "live-page.png")
    assert anne.complaints == bob.complaints == []


def test_a_lost_connection_comes_back_into_its_rooms(chromium: Browser, site: Replica) -> None:
    carol, dave = enter(chromium, site, "carol"), enter(chromium, site, "dave")

    site.stop()
    carol.see("#state", "lost")
    start(site)

    for page in carol, dave:
        page.see("#state[data-state=open]", "connected")
    carol.see("#members", name_of(dave))
    carol.submit("say", text="we are back")
    dave.see("#messages", "we are back")


def test_a_wrong_password_is_told(chromium: Browser, site: Replica) -> None:
    page = chromium.open(f"{site.url}/live")
    page.see("#sign-in", "ign in")
    if page.evaluate("!document.querySelector('[name=password]')"):
        page.see("#sign-in", "Nobody has to sign in here.")
        return

    page.submit("sign-in", "[value=login]", username="nobody", password=PASSWORD)

    page.see("#problem", "password")
