"""Telling everybody as tutorials do: one after the other, waiting for each."""

from contextlib import suppress

from fastapi import FastAPI
from fastapi import WebSocket
from fastapi import WebSocketDisconnect

from benchmarks.references.bare import read_health

connections: list[WebSocket] = []


async def live(websocket: WebSocket) -> None:
    """Repeat to everybody what anybody says."""
    await websocket.accept()
    connections.append(websocket)
    with suppress(WebSocketDisconnect):
        while True:
            message = await websocket.receive_text()
            for connection in connections:
                await connection.send_text(message)
    connections.remove(websocket)


app = FastAPI(openapi_url=None)
app.add_api_route("/health", read_health)
app.add_api_websocket_route("/api/v1/live", live)
