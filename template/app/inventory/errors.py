"""What can go wrong with the inventory."""

from app.errors import BadAnswer
from app.errors import NotFound
from app.errors import Unavailable


class SkuNotFound(NotFound):
    title = "There is no such article"


class InventoryUnavailable(Unavailable):
    title = "The inventory does not answer"


class InventoryNotUnderstood(BadAnswer):
    title = "The inventory gives an answer that makes no sense"
