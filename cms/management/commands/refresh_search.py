from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.search.actions import refresh_search
from core.commands import TranslatedCommand


class Command(TranslatedCommand):
    purpose = gettext_lazy("Bring what the search finds up to date, as every night.")

    def handle(self, *args, **options):
        changed, dropped = refresh_search()
        self.stdout.write(
            _("changed %(changed)s, dropped %(dropped)s") % {"changed": changed, "dropped": dropped}
        )
