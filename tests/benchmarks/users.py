"""Who asks: somebody with an account and an access token."""

from dataclasses import dataclass

import httpx2

from benchmarks.servers import Server

PASSWORD = "correct horse battery"


@dataclass(frozen=True)
class User:
    """Somebody who is signed in."""

    id: str
    name: str
    token: str

    @property
    def headers(self) -> dict[str, str]:
        """The credentials of a request."""
        return {"Authorization": f"Bearer {self.token}"}

    @property
    def form(self) -> dict[str, str]:
        """What signs them in."""
        return {"username": self.name, "password": PASSWORD}


def register(server: Server, name: str = "alice") -> User:
    """Create an account and sign in."""
    account = {"email": f"{name}@example.com", "username": name, "password": PASSWORD}
    form = {"username": name, "password": PASSWORD}
    with httpx2.Client(base_url=f"http://{server.address}/api/v1/auth", trust_env=False) as api:
        created = api.post("/register", json=account).raise_for_status().json()
        answer = api.post("/login", data=form).raise_for_status().json()
    return User(created["id"], name, answer["access_token"])
