"""Declares what of mutual help a personal device keeps and sends later: the note of a session, and nothing else."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.help.models import Pair
from ambassadors.help.policies import shared_pairs_of
from core.offline import (
    OfflinePage,
    OfflineRoute,
    register_kept_page,
    register_offline_pages,
    register_waiting_form,
)
from people.models import Person


def register() -> None:
    form = gettext_lazy("the form on which a session is noted, with the first name of the other")
    register_kept_page(OfflineRoute("ambassadors:session_form", form))
    noted = gettext_lazy("that a session was held: its day, how long, about what, what then")
    register_waiting_form(OfflineRoute("ambassadors:pair_session", noted))
    register_offline_pages(session_pages)


def session_pages(person: Person) -> Iterator[OfflinePage]:
    pairs = shared_pairs_of(person).filter(pk__in=Pair.objects.active().values("pk"))
    for pair in pairs.select_related("request__person", "ambassador__person"):
        is_seeker = pair.request.person_id == person.pk
        other = pair.ambassador.person if is_seeker else pair.request.person
        title = _("Note a session with %(name)s") % {"name": other.first_name}
        yield OfflinePage(reverse("ambassadors:session_form", args=[pair.uuid]), title)
