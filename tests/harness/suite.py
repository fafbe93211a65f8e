"""Running a service's own tests, if wanted with its own coverage gate, against real servers."""

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import ExitStack
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

from harness.fork_server import Call
from harness.paths import LOGS
from harness.servers import Servers
from harness.service import Service
from harness.workshop import Workshop


def schemes(service: Service) -> dict[str, str]:
    """The settings of a service that are addresses of servers, with the kind of server."""
    urls = {name: value for name, value in service.settings.items() if name.endswith("_URL")}
    kinds = {name: urlsplit(url).scheme.partition("+")[0] for name, url in urls.items()}
    return {name: kind for name, kind in kinds.items() if kind not in ("", "http", "https")}


@contextmanager
def backends(service: Service, servers: Servers, lane: int) -> Iterator[dict[str, str]]:
    """Lend the service databases of its own, as settings for its tests."""
    with ExitStack() as stack:
        folder = stack.enter_context(TemporaryDirectory(prefix="suite-"))
        settings = {"HOME": folder, "TMPDIR": folder}
        for name, scheme in schemes(service).items():
            dialect = urlsplit(service.settings[name]).scheme
            if scheme == "sqlite":
                url = f"{dialect}:///{folder}/data.db"
            else:
                lent = stack.enter_context(servers.lease(scheme, lane))
                url = urlsplit(lent)._replace(scheme=dialect).geturl()
            settings |= {name: url, f"TEST_{name}": url}
        yield settings


def shares(service: Service, count: int) -> list[list[str]]:
    """Deal the test files out so that each share has about as much to do; one share is all."""
    if count == 1:
        return [[]]
    dealt: list[list[Path]] = [[] for _ in range(count)]
    for path in sorted(service.path.glob("tests/**/test_*.py"), key=_size, reverse=True):
        min(dealt, key=lambda share: sum(map(_size, share))).append(path)
    return [[str(path.relative_to(service.path)) for path in sorted(share)] for share in dealt]


def suite_call(
    service: Service,
    workshop: Workshop,
    settings: Mapping[str, str],
    share: Sequence[str],
    number: int,
) -> Call:
    """Call pytest as the service does, with no plugin but those it declares."""
    name = f"{service.combination}-{number}"
    plugins = [word for plugin in workshop.plugins_of(service) for word in ("-p", plugin)]
    return Call(
        script="pytest:main",
        arguments=[*plugins, "-p", "no:cacheprovider", "--color=no", *share],
        directory=service.path,
        environment={
            "LANG": "C.UTF-8",
            "PATH": workshop.path,
            "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "COVERAGE_FILE": str(coverage_file(service, number)),
            **settings,
        },
        log=LOGS / f"{name}.suite.log",
    )


def measured(call: Call, *, as_share: bool) -> Call:
    """Measure the coverage too, and hold it to the gate, as the service's `make test` does.

    That of a share alone says nothing, so its gate is left to whoever joins the shares.
    """
    options = ["--cov", "--cov-fail-under=0"] if as_share else ["--cov"]
    return replace(call, arguments=[*options, *call.arguments])


def coverage_file(service: Service, number: int) -> Path:
    """Where a share of the suite leaves what it measured."""
    return LOGS / f"{service.combination}-{number}.coverage"


def types_call(service: Service, workshop: Workshop, cache: Path) -> Call:
    """Call the type checker as the service's `make types` does; all services share its cache."""
    return Call(
        script="mypy.__main__:console_entry",
        arguments=[
            "--strict",
            f"--cache-dir={cache}",
            f"--python-executable={workshop.interpreter}",
        ],
        directory=service.path,
        environment={"LANG": "C.UTF-8", "PATH": workshop.path, "HOME": str(cache)},
        log=LOGS / f"{service.combination.name}.types.log",
    )


def _size(path: Path) -> int:
    return path.stat().st_size
