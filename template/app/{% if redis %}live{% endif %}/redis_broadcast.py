"""Messages for the connections of all replicas."""

from uuid_utils.compat import uuid7

from app.live.broadcast import LocalBroadcast
from app.live.redis_link import RedisLink


class RedisBroadcast(LocalBroadcast):
    """Reaches the connections of this process directly, those of the others through Redis.

    A channel is called `<prefix>|<replica>|<topic>|<audience>`.
    """

    def __init__(self, link: RedisLink, prefix: str) -> None:
        super().__init__()
        self._link = link
        self._prefix = f"{prefix}|"
        self._replica = uuid7().hex

    def publish(self, topic: str, audience: str, payload: str) -> None:
        super().publish(topic, audience, payload)
        channel = f"{self._prefix}{self._replica}|{topic}|{audience}"
        self._link.send("PUBLISH", channel, payload)

    async def listen(self) -> None:
        """Deliver here what the others publish."""
        await self._link.listen(f"{self._prefix}*", self._receive)

    def _receive(self, channel: str, payload: str) -> None:
        """Pass it on, unless it is our own or, from a newer replica, of a kind we do not know."""
        replica, topic, audience = channel.removeprefix(self._prefix).split("|", 2)
        if replica != self._replica and topic in self.handlers:
            super().publish(topic, audience, payload)
