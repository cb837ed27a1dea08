from typing import Any

from django.utils.translation import gettext_lazy

from core.commands import ImportCommand
from core.reports import ImportReport
from people.importers.bounces import import_bounces


class Command(ImportCommand):
    purpose = gettext_lazy(
        "Mark the addresses that mail servers report as refused: a mailbox (mbox) or one message."
    )

    def run(self, data: bytes, options: dict[str, Any]) -> ImportReport:
        return import_bounces(data, dry_run=options["dry_run"])
