"""What Prometheus may know of events."""

from prometheus_client import Counter
from prometheus_client import Gauge
from prometheus_client import Histogram

LAG = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0, 60.0, 300.0, 3600.0)

PUBLISHED = Counter("events_published", "Events that the broker has taken.", ["topic"])
REFUSED = Counter("events_publish_failures", "Attempts to publish an event that failed.")
OLDEST = Gauge(
    "events_outbox_oldest_seconds",
    "Age of the oldest event that waits to be published.",
    multiprocess_mode="max",
)
HANDLED = Counter(
    "events_handled",
    "Events that arrived, by what became of them: handled, repeated, ignored or dead.",
    ["consumer", "outcome"],
)
FAILURES = Counter("events_failures", "Attempts to handle an event that failed.", ["consumer"])
LAGS = Histogram(
    "events_lag_seconds",
    "Time from an event to its effect here.",
    ["consumer"],
    buckets=LAG,
)
