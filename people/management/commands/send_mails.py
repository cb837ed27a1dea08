import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand

from people.actions import forget_old_mails, send_due_mails


class Command(BaseCommand):
    help = "Send the mails that are due, and forget old ones: for cron, where beat does not run."

    def handle(self, *args: Any, **options: Any) -> None:
        done = asdict(send_due_mails()) | {"forgotten": forget_old_mails()}
        self.stdout.write(json.dumps(done))
