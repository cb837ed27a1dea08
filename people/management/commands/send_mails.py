import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from people.actions import send_due_mails


class Command(BaseCommand):
    help = "Send the mails that are due: for cron, where beat does not run."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(asdict(send_due_mails())))
