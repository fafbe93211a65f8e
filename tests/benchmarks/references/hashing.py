"""Signing in as it is often written: the password is hashed where requests are served."""

from typing import Annotated

from fastapi import FastAPI
from fastapi import Form
from pwdlib.hashers.argon2 import Argon2Hasher

from benchmarks.references.bare import read_health

HASHER = Argon2Hasher(time_cost=2, memory_cost=19_456, parallelism=1)
KNOWN = HASHER.hash("correct horse battery")


async def log_in(password: Annotated[str, Form()]) -> dict[str, bool]:
    """Check a password, while everybody else waits."""
    return {"ok": HASHER.verify(password, KNOWN)}


app = FastAPI(openapi_url=None)
app.add_api_route("/health", read_health)
app.add_api_route("/api/v1/auth/login", log_in, methods=["POST"])
