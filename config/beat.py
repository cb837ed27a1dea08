"""Runs the schedule from the database: of several beats one leads, and what an outage missed is made up for once."""

import logging
from uuid import uuid4

from celery.beat import Scheduler
from django.db import close_old_connections

from people.actions.leases import end_lease
from people.actions.schedule import BEAT, run_beat


logger = logging.getLogger(__name__)
EVERY_SECONDS = 5.0


class DatabaseScheduler(Scheduler):
    """Takes the place of Celery's, which keeps its schedule in a file of one machine."""

    def __init__(self, *args, **kwargs):
        self.holder = uuid4()
        super().__init__(*args, **kwargs)

    def setup_schedule(self):
        """Leave everything to the database."""

    def tick(self, *args, **kwargs):
        close_old_connections()
        try:
            run_beat(self.holder)
        except Exception as error:  # the database is away: beat outlives it
            logger.error("beat waits: %s", type(error).__name__)
        return EVERY_SECONDS

    def close(self):
        try:
            end_lease(BEAT, self.holder)
        except Exception as error:
            logger.error("beat kept its lease: %s", type(error).__name__)
        super().close()
