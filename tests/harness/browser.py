"""A headless Chromium, driven over its DevTools protocol."""

import base64
import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from time import sleep
from typing import Any

import httpx2
from websockets.sync.client import ClientConnection
from websockets.sync.client import connect

from harness.servers import Unavailable
from harness.servers.kinds import find_program

NAMES = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu")
STARTED_WITHIN = 60.0
SEEN_WITHIN = 30.0
PAUSE = 0.05


class Page:
    """One tab, as a user sees it."""

    def __init__(self, devtools: ClientConnection) -> None:
        self._devtools = devtools
        self._numbers = count(1)
        self.complaints: list[str] = []
        """What the page, or the browser about it, wrote to the console."""
        self.command("Runtime.enable")
        self.command("Log.enable")

    def command(self, method: str, **parameters: object) -> dict[str, Any]:
        """Give a command of the protocol, and return its result."""
        number = next(self._numbers)
        self._devtools.send(json.dumps({"id": number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._devtools.recv(SEEN_WITHIN))
            if message.get("id") == number:
                result: dict[str, Any] = message["result"]
                return result
            self._note(message)

    def _note(self, event: dict[str, Any]) -> None:
        if event.get("method") == "Runtime.exceptionThrown":
            self.complaints.append(str(event["params"]["exceptionDetails"]))
        elif (
            event.get("method") == "Log.entryAdded"
            and event["params"]["entry"]["level"] == "error"
        ):
            self.complaints.append(event["params"]["entry"]["text"])

    def evaluate(self, script: str) -> Any:
        """Run JavaScript, and return what comes out."""
        found = self.command(
            "Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in found, found
        return found["result"].get("value")

    def submit(self, form: str, button: str = "button", **fields: str) -> None:
        """Fill a form in, and press one of its buttons."""
        self.evaluate(
            f"""{{
              const form = document.querySelector("#{form}");
              for (const [name, value] of Object.entries({json.dumps(fields)})) {{
                form.elements[name].value = value;
              }}
              form.requestSubmit(form.querySelector({json.dumps(button)}));
            }}"""
        )

    def see(self, selector: str, text: str) -> None:
        """Wait until a part of the page contains a text."""
        deadline = monotonic() + SEEN_WITHIN
        while text not in (seen := self.text(selector)):
            assert monotonic() < deadline, f"{selector} shows {seen!r}, never {text!r}"
            sleep(PAUSE)

    def text(self, selector: str) -> str:
        """Return what a visible part of the page says."""
        quoted = json.dumps(selector)
        found = f"[document.querySelector({quoted})].find((part) => part?.checkVisibility())"
        return str(self.evaluate(f"{found}?.innerText ?? ''"))

    def screenshot(self, path: Path) -> None:
        """Keep what it looks like."""
        path.write_bytes(base64.b64decode(self.command("Page.captureScreenshot")["data"]))


@contextmanager
def browser() -> Iterator["Browser"]:
    """Run Chromium with a profile of its own."""
    program = find_program(*NAMES)
    if program is None:
        raise Unavailable("Chromium is not there: install the package chromium.")
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile, ExitStack() as tabs:
        process = subprocess.Popen(
            [program, *OPTIONS, "--remote-debugging-port=0", f"--user-data-dir={profile}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield Browser(f"http://127.0.0.1:{_port(Path(profile))}", tabs)
        finally:
            process.kill()  # goodbyes take long on a busy machine, and nothing of it is kept
            tabs.close()
            process.wait()


class Browser:
    """Opens tabs."""

    def __init__(self, url: str, tabs: ExitStack) -> None:
        self._url = url
        self._tabs = tabs

    def open(self, url: str) -> Page:
        """Open an address in a new tab."""
        tab = httpx2.put(f"{self._url}/json/new?{url}").raise_for_status().json()
        address = tab["webSocketDebuggerUrl"]
        return Page(self._tabs.enter_context(connect(address, max_size=None, proxy=None)))


def _port(profile: Path) -> int:
    """Wait for the port that Chromium has picked."""
    told = profile / "DevToolsActivePort"
    deadline = monotonic() + STARTED_WITHIN
    while not (told.exists() and "\n" in told.read_text()):
        if monotonic() > deadline:
            raise Unavailable("Chromium does not start.")
        sleep(PAUSE)
    return int(told.read_text().splitlines()[0])
