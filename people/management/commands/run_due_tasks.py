from typing import Any

from django.utils.translation import gettext_lazy

from core.background import Queue
from core.commands import TranslatedCommand
from people.actions.outbox import drain
from people.actions.schedule import run_beat_by_cron


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Run what is due: tasks of the schedule, tasks that wait or failed, mails. For cron, every minute, where "
        "neither worker nor beat runs."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        run_beat_by_cron()
        for queue in Queue:
            drain(queue)
