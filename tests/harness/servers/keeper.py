"""Keeps a server running until standard input ends, so that none outlives the tests.

Called as `python keeper.py USER SIGNAL FOLDER COMMAND…`; removes the folder in the end.
"""

import os
import pwd
import shutil
import subprocess
import sys
from threading import Thread

GRACE = 10.0


def main(user: str, signal: str, folder: str, *command: str) -> int:
    """Run the command as the user until nobody holds the other end of standard input."""
    try:
        server = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, "HOME": folder},
            stdin=subprocess.DEVNULL,
            user=user or None,
            group=pwd.getpwnam(user).pw_gid if user else None,
            extra_groups=[] if user else None,
        )
        Thread(target=_stop_at_end_of_input, args=(server, int(signal)), daemon=True).start()
        return server.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _stop_at_end_of_input(server: "subprocess.Popen[bytes]", signal: int) -> None:
    os.read(sys.stdin.fileno(), 1)  # no buffer, whose lock would be held at the end
    server.send_signal(signal)
    try:
        server.wait(GRACE)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
