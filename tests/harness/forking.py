"""Imports heavy libraries once and runs console scripts in forked children.

Started as `python forking.py MODULE…`; one line of JSON on standard input describes a call, one on
standard output how it ended. Nothing here opens a socket, starts a loop or a thread, or imports
more than it was told to: whatever the parent holds, every child would share.
"""

import contextlib
import faulthandler
import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from typing import Any


def serve(modules: list[str]) -> None:
    """Answer calls until standard input ends."""
    for name in modules:
        with contextlib.suppress(Exception):  # a child that needs it will say what is wrong
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is imported stays; collections need not look at it again, nor come so often
    gc.set_threshold(50_000, 20, 20)
    for line in sys.stdin:
        print(json.dumps(fork(**json.loads(line))), flush=True)


def fork(deadline: int, call: dict[str, Any]) -> dict[str, float]:
    """Make one call in a child, wait for its end and tell what it cost."""
    started = time.monotonic()
    child = os.fork()
    if child == 0:
        os._exit(obey(**call))
    with alarm(deadline, lambda: os.kill(child, signal.SIGABRT)):
        _, status, usage = os.wait4(child, 0)
    return {
        "exit_code": os.waitstatus_to_exitcode(status),
        "seconds": time.monotonic() - started,
        "cpu_seconds": usage.ru_utime + usage.ru_stime,
    }


@contextlib.contextmanager
def alarm(seconds: int, ring: Callable[[], None]) -> Iterator[None]:
    """Ring when the time is over."""
    signal.signal(signal.SIGALRM, lambda *_: ring())
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def obey(
    script: str, arguments: list[str], directory: str, environment: dict[str, str], log: str
) -> int:
    """Run a console script as a fresh interpreter in the directory would."""
    os.chdir(directory)
    os.environ.clear()
    os.environ.update(environment)
    sys.path.insert(0, directory)
    sys.argv = [script, *arguments]
    redirect(log)
    faulthandler.enable()  # a child that is ended at its deadline shows where it was
    module, _, name = script.partition(":")
    try:
        exit_code = getattr(importlib.import_module(module), name)()
    except SystemExit as ending:
        exit_code = ending.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        exit_code = 70
    sys.stdout.flush()
    sys.stderr.flush()
    return int(exit_code or 0)


def redirect(log: str) -> None:
    """Send everything that the child prints to the log, and give it nothing to read."""
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (output, 1), (output, 2)):
        os.dup2(source, target)
    os.closerange(3, max(output, nothing) + 1)


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    serve(sys.argv[1:])
