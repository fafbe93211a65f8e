"""What tests leave behind in RabbitMQ, and how it goes away."""

from faststream.rabbit.subscriber.usecase import RabbitSubscriber

from app.events.broker import Broker


async def forget(broker: Broker, namespace: str) -> None:
    """Stop a broker, and delete the queues and exchanges that it has declared."""
    await broker.stop()
    queues = [s.queue.name for s in broker.subscribers if isinstance(s, RabbitSubscriber)]
    exchanges = [exchange.name for exchange in broker.exchanges.values()]
    connection = await broker.connect()
    async with connection.channel() as channel:
        for name in (f"{namespace}.unrouted", *queues):
            await channel.queue_delete(name)
        for name in (f"{namespace}.unrouted", *exchanges):
            await channel.exchange_delete(name)
    await broker.stop()
