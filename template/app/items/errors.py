"""What can go wrong with items."""

from app.errors import NotFound


class ItemNotFound(NotFound):
    title = "There is no such item"
