"""Tell why a service cannot be made here, or not be served, before anything is done.

Usage: preflight.py FOLDER [PORT]
"""

import socket
import sys
from pathlib import Path

HIGHEST_PORT = 65_535


def folder_problem(folder: Path) -> str:
    """Say why a folder cannot become a service; nothing that is in it would be safe."""
    if folder.exists() and not folder.is_dir():
        return f"{folder} is a file. Choose a folder with DEST=."
    if folder.is_dir() and any(folder.iterdir()):
        return f"{folder} is not empty. Choose another folder with DEST=, or remove it first."
    return ""


def port_problem(port: str) -> str:
    """Say why nothing can listen on a port."""
    if not port.isdecimal() or not 1 <= int(port) <= HIGHEST_PORT:
        return f"A port is a number from 1 to {HIGHEST_PORT}, not {port!r}."
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
        try:
            listener.bind(("127.0.0.1", int(port)))
        except OSError as error:
            return f"Port {port}: {error.strerror}. Choose another with PORT=."
    return ""


def main(folder: str, *ports: str) -> None:
    """Exit with the first problem, if there is one."""
    sys.exit(next(filter(None, (folder_problem(Path(folder)), *map(port_problem, ports))), None))


if __name__ == "__main__":
    main(*sys.argv[1:])
