"""What requests about files share."""

from collections.abc import AsyncIterator
from typing import Annotated

from anyio import CancelScope
from fastapi import Depends
from starlette.requests import HTTPConnection

from app.database.after_commit import AfterCommit
from app.files.settings import FilesSettings
from app.files.storage import Storage
from app.files.transaction import StorageTransaction


async def get_settings(connection: HTTPConnection) -> FilesSettings:
    settings: FilesSettings = connection.app.state.files
    return settings


async def get_storage(connection: HTTPConnection) -> Storage:
    storage: Storage = connection.app.state.storage
    return storage


SharedSettings = Annotated[FilesSettings, Depends(get_settings)]
SharedStorage = Annotated[Storage, Depends(get_storage)]


async def get_storage_transaction(
    storage: SharedStorage, after_commit: AfterCommit
) -> AsyncIterator[StorageTransaction]:
    transaction = StorageTransaction(storage, after_commit)
    try:
        yield transaction
    finally:
        with CancelScope(shield=True):  # a request that is cut short is tidied up, too
            await transaction.end()


Saving = Annotated[StorageTransaction, Depends(get_storage_transaction)]
"""The storage, which this request changes together with the database.

It ends with the request, and so after the database session, which ends with the endpoint.
"""
