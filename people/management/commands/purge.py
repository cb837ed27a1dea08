import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from people.actions import purge
from people.retention_registry import retention_of


class Command(BaseCommand):
    help = "Delete what has been kept for its time, as the nightly task does."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go")
        parser.add_argument("--json", action="store_true", help="the counts, for a program")

    def handle(self, *args: Any, **options: Any) -> None:
        purged = purge(dry_run=options["dry_run"])
        if options["json"]:
            self.stdout.write(json.dumps({"counts": purged.counts, "failed": purged.failed}))
        else:
            for key, count in purged.counts.items():
                said = "not counted" if count is None else count
                off = "" if retention_of(key).is_on else " (switched off)"
                self.stdout.write(f"{key}: {said}{off}")
        if purged.failed:
            raise CommandError(f"failed: {', '.join(purged.failed)}", returncode=1)
