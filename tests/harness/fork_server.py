"""The caller's side of `forking.py`: a warm interpreter that runs one call at a time."""

import json
import os
import signal
import subprocess
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import asdict
from dataclasses import dataclass
from pathlib import Path

from harness.commands import Finished

SCRIPT = Path(__file__).with_name("forking.py")
DEADLINE = 900  # seconds


@dataclass(frozen=True)
class Call:
    """A console script to run in a child, with all that the child may know."""

    script: str
    arguments: Sequence[str]
    directory: Path
    environment: Mapping[str, str]
    log: Path


class ForkServer:
    """An interpreter with the heavy libraries already imported."""

    def __init__(
        self, interpreter: Path, modules: Iterable[str], deadline: int = DEADLINE
    ) -> None:
        self._deadline = deadline
        self._process = subprocess.Popen(
            [interpreter, "-P", SCRIPT, *modules],
            env={"LANG": "C.UTF-8"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def run(self, call: Call) -> Finished:
        """Make the call in a child of the warm interpreter and wait for its end."""
        if not (self._process.stdin and self._process.stdout):
            raise AssertionError
        call.log.parent.mkdir(parents=True, exist_ok=True)
        request = {"deadline": self._deadline, "call": asdict(call)}
        self._process.stdin.write(json.dumps(request, default=str) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return Finished(output=call.log.read_text("utf-8", "replace"), **answer)

    def stop(self) -> None:
        """End the interpreter and whatever its child has started."""
        os.killpg(self._process.pid, signal.SIGKILL)
        with self._process:  # closes its pipes
            pass
