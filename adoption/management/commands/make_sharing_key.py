from typing import Any

from django.utils.translation import gettext_lazy

from adoption.sharing.keys import new_key
from core.commands import TranslatedCommand


class Command(TranslatedCommand):
    purpose = gettext_lazy(
        "Print a new key that signs shared figures: put it into SHARING_KEY and keep it."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(new_key())
