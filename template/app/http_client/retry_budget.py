"""Keeps retries from multiplying the load of a service that is down already."""


class RetryBudget:
    """A token bucket: every call earns a share of a retry, and every retry costs a whole one.

    However many calls fail, retries add at most this `share` to them, and a burst of `most`.
    """

    def __init__(self, share: float = 0.1, most: int = 10) -> None:
        self._share = share
        self._most = float(most)
        self._left = self._most

    def earn(self) -> None:
        """Count a call."""
        self._left = min(self._most, self._left + self._share)

    def spend(self) -> bool:
        """Pay for a retry, or tell that it cannot be afforded."""
        if self._left < 1:
            return False
        self._left -= 1
        return True
