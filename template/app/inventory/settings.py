"""Where the inventory is."""

from pydantic import HttpUrl

from app.http_client.settings import ServiceSettings


class InventorySettings(ServiceSettings, env_prefix="INVENTORY_"):
    """The default is the service's name in the DNS of a cluster."""

    url: HttpUrl = HttpUrl("http://inventory")
