"""What can go wrong when another service is called.

    Unavailable
    ├── CircuitOpen           it kept failing, and is left alone for a while
    └── ServiceUnavailable    it gives no complete answer, or one that says "not now"
        └── ServiceFailed     … which is reason to leave it alone
    BadAnswer                 it gives a complete answer that is of no use

A feature says in its own words what they mean for its callers.
"""

from app.errors import Unavailable

RETRY_AFTER = 5.0  # seconds; what we say when the other service told us nothing


class ServiceUnavailable(Unavailable):
    title = "Another service that is needed does not answer"

    def __init__(self, reason: str, *, transient: bool, told: float | None = None) -> None:
        """The reason is for logs. After something `transient` another attempt may succeed.

        It is not made before as many seconds have passed as the service `told` us.
        """
        super().__init__(retry_after=RETRY_AFTER if told is None else told)
        self.reason = reason
        self.transient = transient
        self.told = told


class ServiceFailed(ServiceUnavailable):
    title = "Another service that is needed is not working"
