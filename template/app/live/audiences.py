"""Names of who hears a message; a connection listens to several."""

EVERYONE = "everyone"


def member(member_id: str) -> str:
    """Name all the connections of one member."""
    return f"member:{member_id}"


def room(name: str) -> str:
    """Name the connections in a room."""
    return f"room:{name}"
