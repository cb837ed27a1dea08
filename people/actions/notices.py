from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from people.enums import NoticePurpose
from people.models import NoticeEdition, NoticeSeen, Person
from people.notices import notice_for
from people.queries.notices import CurrentNotice, words_in_force


def record_notice_seen(*, person: Person, shown: Iterable[CurrentNotice]) -> None:
    """Record once for each version, however often it is shown, that a person saw a notice."""
    NoticeSeen.objects.bulk_create(
        [
            NoticeSeen(person=person, purpose=notice.purpose, version=notice.version)
            for notice in shown
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def publish_notice(*, purpose: NoticePurpose, text_fr: str, text_en: str) -> NoticeEdition:
    """Publish the organisation's words, which everybody is shown before anything more is collected.

    Raises ValidationError where they are those in force already: nobody is asked to read the same.
    """
    if words_in_force(purpose) == {"text_fr": text_fr, "text_en": text_en}:
        raise ValidationError(_("This is the text in force already."), code="same")
    basis = notice_for(purpose).version
    editions = NoticeEdition.objects.filter(purpose=purpose, basis=basis)
    number = editions.aggregate(last=Max("edition"))["last"] or 0
    return NoticeEdition.objects.create(
        purpose=purpose, basis=basis, edition=number + 1, text_fr=text_fr, text_en=text_en
    )
