from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.commands import TranslatedCommand
from demo.migrated import SNAPSHOT, make


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Write the migrated database that the demo starts from; for developers, after a new migration."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        SNAPSHOT.write_text(make(), encoding="utf-8")
        self.stdout.write(_("Written to %(file)s.") % {"file": SNAPSHOT.name})
