"""Work that outlives a request: workers on a queue of rows, and the news of what they do.

    workshop = workshop(store, settings)
    await workshop.open()
    workshop.news.queued()     # a job was added: a worker takes it up
    async for change in workshop.news.follow(job_id): ...

The database holds all that must be true; news only save waiting. A process that hears none still
finds every job and every change, later.
"""

from handlers.jobs.kinds import KINDS, Kind
from handlers.jobs.news import News
from handlers.jobs.worker import Worker
from handlers.jobs.workshop import Workshop, workshop

__all__ = ["KINDS", "Kind", "News", "Worker", "Workshop", "workshop"]
