"""Declares what of the desk a personal device keeps and sends later: a tap with its week; no number of it is stored."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from adoption.foundation.policies import may_note_at_desk
from core.offline import (
    OfflinePage,
    OfflineRoute,
    register_kept_page,
    register_offline_pages,
    register_waiting_form,
)
from people.models import Person


def register() -> None:
    register_kept_page(OfflineRoute("adoption:desk", gettext_lazy("the buttons of the desk")))
    tap = gettext_lazy("a tap at the desk: what, where and its week; no time, no order, no name")
    register_waiting_form(OfflineRoute("adoption:desk", tap, is_keyed=False))
    register_offline_pages(desk_page)


def desk_page(person: Person) -> Iterator[OfflinePage]:
    if may_note_at_desk(person):
        yield OfflinePage(reverse("adoption:desk"), _("At the desk"))
