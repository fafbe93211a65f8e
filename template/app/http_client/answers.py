"""Reads what another service answers, and believes none of it."""

from typing import TypeVar

import structlog
from httpx2 import Response
from pydantic import BaseModel
from pydantic import ConfigDict
from pydantic import ValidationError

from app.errors import BadAnswer

logger = structlog.get_logger()


class Answer(BaseModel):
    """What we need of an answer; whatever else is in it may come and go."""

    model_config = ConfigDict(extra="ignore", allow_inf_nan=False, hide_input_in_errors=True)


AnswerT = TypeVar("AnswerT", bound=Answer)


async def read_body(response: Response, limit: int) -> bytes:
    """Read at most `limit` bytes, or raise `BadAnswer`.

    They must be as they are meant: what is compressed has no size before it is unpacked.
    """
    if response.headers.get("Content-Encoding", "identity") != "identity":
        raise bad_answer(response, "it is compressed, which was not asked for")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > limit:
            raise bad_answer(response, f"it is larger than {limit} bytes")
    return bytes(body)


def understand(response: Response, schema: type[AnswerT]) -> AnswerT:
    """Return what a successful answer says, or raise `BadAnswer`."""
    if not response.is_success:
        raise bad_answer(response, "its status is not one of success")
    try:
        return schema.model_validate_json(response.content)
    except ValidationError as error:
        raise bad_answer(response, str(error)) from error


def bad_answer(response: Response, reason: str) -> BadAnswer:
    """Log what is wrong with an answer: our own callers are not told."""
    logger.warning(
        "another service gave a bad answer",
        url=str(response.url.copy_with(query=None)),
        status=response.status_code,
        reason=reason,
    )
    return BadAnswer()
