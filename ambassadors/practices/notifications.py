"""Register what waits of practices: that one’s own, signed, was published."""

from collections.abc import Mapping, Sequence

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambassadors.practices.models import PUBLISHED, PracticePage, PracticeProposal
from cms.languages import pages_in_reader_language
from people.models import Notification
from people.notifications.registry import (
    Description,
    NotificationKind,
    register_notification_kind,
)


def register() -> None:
    register_notification_kind(
        NotificationKind(
            key=PUBLISHED,
            title=gettext_lazy("A practice of yours that was published"),
            action=gettext_lazy("Read it"),
            icon="star",
            describe=_practices,
            days=30,
            rank=60,
            is_news=True,
        )
    )


def _practices(rows: Sequence[Notification]) -> Mapping[int, Description]:
    keys = {row.key for row in rows}
    signed = PracticeProposal.objects.filter(
        practice=OuterRef("translation_key"), is_signed=True
    ).order_by()
    live = pages_in_reader_language(PracticePage.objects.live().filter(translation_key__in=keys))
    authored = live.annotate(author=Subquery(signed.values("person")[:1])).defer("body")
    pages = {str(page.translation_key): page for page in authored}
    return {
        row.pk: Description(
            _("Your practice is published: %(title)s") % {"title": page.title}, page.get_url()
        )
        for row in rows
        if (page := pages.get(row.key)) and page.author == row.person_id
    }
