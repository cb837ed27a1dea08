from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.backups.sealing import new_identity
from core.commands import TranslatedCommand


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Print a new key that opens backups, with its public key for BACKUP_RECIPIENTS."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        secret, public = new_identity()
        self.stderr.write(
            _("Keep what follows in a file away from the servers. BACKUP_RECIPIENTS=%(key)s")
            % {"key": public}
        )
        self.stdout.write(f"# public key: {public}\n{secret}")
