"""What tests leave behind in Redis, and how it goes away."""

from app.events.broker import Broker


async def forget(broker: Broker, namespace: str) -> None:
    """Stop a broker, and delete the streams of its namespace."""
    await broker.stop()
    redis = await broker.connect()
    async for name in redis.scan_iter(f"{namespace}.*"):
        await redis.delete(name)
    await broker.stop()
