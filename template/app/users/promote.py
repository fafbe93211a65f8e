"""Makes a user an admin, which no endpoint does for the first one: `make admin name=alice`."""

import asyncio
import sys

from app.database.session import unit_of_work
from app.main import create_app
from app.users.repository import UserRepository


async def promote(name: str) -> None:
    """Give all rights to the user with this user name or e-mail address."""
    app = create_app()
    async with (
        app.router.lifespan_context(app),
        unit_of_work(app.state.database, []) as session,
    ):
        users = UserRepository(session)
        user = await users.find_by_login(name)
        if user is None:
            raise SystemExit(f"There is no user called {name}.")
        await users.update(user, is_admin=True)


if __name__ == "__main__":
    asyncio.run(promote(sys.argv[1]))
