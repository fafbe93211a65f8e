"""What can go wrong with jobs."""

from app.errors import NotFound


class JobNotFound(NotFound):
    title = "There is no such job"
