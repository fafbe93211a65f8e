"""The file for the reverse proxy is one that nginx accepts."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.nginx import examine
from harness.service import Service


def find_proxy_errors(service: Service) -> list[str]:
    """List what nginx says about the shipped files; fails with `Unavailable` without nginx."""
    folder = service.path / "deploy" / "nginx"
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.iterdir())}
    return [f"deploy/nginx: {line}" for line in _errors(tuple(files.items()))]


@cache
def _errors(files: tuple[tuple[str, str], ...]) -> tuple[str, ...]:
    """Have nginx read texts once, however many services share them."""
    with TemporaryDirectory(prefix="proxy-") as name:
        for file, text in files:
            Path(name, file).write_text(text, "utf-8")
        return tuple(examine(Path(name)).output.splitlines())
