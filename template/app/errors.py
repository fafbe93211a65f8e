"""What can go wrong, in the words of the domain.

    DomainError
    ├── NotFound           it does not exist, or not for this caller
    ├── Conflict           it contradicts what is stored
    │   └── ChangedMeanwhile   somebody else was faster
    ├── PreconditionFailed it changes something that the caller has not seen
    ├── Invalid            it breaks a rule that only the server can check
    ├── TooLarge           it has more bytes than we take
    ├── UnsupportedType    it is of a kind that we do not take
    ├── Unauthenticated    nobody knows who is asking
    ├── Forbidden          we know who is asking, and they may not
    ├── TooManyRequests    not now
    ├── Unavailable        something we need does not answer
    └── BadAnswer          something we need answers nonsense

Features derive their own; `problems` alone decides how each looks over HTTP.
"""

from typing import ClassVar


class DomainError(Exception):
    """A refusal with a title for people; `detail` tells about this occurrence."""

    title: ClassVar[str] = "The request was refused"
    keeps_changes: ClassVar[bool] = False
    """Whether what was written before the refusal is committed all the same."""

    def __init__(self, detail: str | None = None, *, retry_after: float | None = None) -> None:
        """Seconds in `retry_after` say when to try again."""
        super().__init__(detail or self.title)
        self.detail = detail
        self.retry_after = retry_after


class NotFound(DomainError):
    title = "There is no such thing"


class Conflict(DomainError):
    title = "It contradicts what is stored"


class ChangedMeanwhile(Conflict):
    title = "Somebody else changed it at the same moment"


class PreconditionFailed(DomainError):
    title = "It is not the version that you have seen"


class Invalid(DomainError):
    title = "It breaks a rule"


class TooLarge(DomainError):
    title = "It is too large"


class UnsupportedType(DomainError):
    title = "It is of a kind that is not taken here"


class Unauthenticated(DomainError):
    title = "Sign in first"


class Forbidden(DomainError):
    title = "You may not do that"


class TooManyRequests(DomainError):
    title = "Too many requests"


class Unavailable(DomainError):
    title = "A part of this service does not answer"


class BadAnswer(DomainError):
    title = "A part of this service is not understood"
