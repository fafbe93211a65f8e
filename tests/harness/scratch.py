"""Where tests write: into memory, if there is enough, as they write very many small files."""

import os
import shutil
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")
ENOUGH = 4_000_000_000


def write_into_memory() -> None:
    """Have temporary files of this process, and of all that it starts, kept in memory."""
    if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ENOUGH:
        tempfile.tempdir = os.environ["TMPDIR"] = str(MEMORY)
