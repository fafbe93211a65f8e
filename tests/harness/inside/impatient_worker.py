"""The worker of a service, whose lease is short and in the name of `HOLDER`; runs inside of it."""

import os
from datetime import timedelta
from functools import partial
from uuid import UUID

from app import worker
from app.events import work

LEASE = timedelta(seconds=1)

holder = UUID(os.environ["HOLDER"])
work.Relay = partial(work.Relay, lease=LEASE, holder=holder)
create_app = worker.create_app
