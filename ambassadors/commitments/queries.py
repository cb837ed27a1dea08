"""Documents and results of the search for commitments."""

from collections.abc import Collection, Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from ambassadors.commitments.models import Commitment
from ambassadors.commitments.policies import commitments_visible_to
from cms.languages import source_language
from cms.search.registry import Shown
from cms.search.words import Document
from core.typography import day_text
from people.models import Person


def commitment_document(commitment: Commitment) -> Document:
    """Return what is searched of a commitment: by the name of its page too."""
    with override(source_language()):
        page = _("Commitments")
    return Document(
        kind="commitments",
        key=str(commitment.uuid),
        language=source_language(),
        titles=(commitment.text, page),
        lead=commitment.owner,
    )


def commitment_documents() -> Iterator[Document]:
    for commitment in Commitment.objects.published().order_by("pk"):
        yield commitment_document(commitment)


def found_commitments(person: Person, keys: Collection[str]) -> dict[str, Shown]:
    page = reverse("commitments:index")
    return {
        str(found.uuid): Shown(
            found.text,
            f"{page}#{found.uuid}",
            source_language(),
            _("until %(day)s") % {"day": day_text(found.due_on)},
        )
        for found in commitments_visible_to(person).filter(uuid__in=keys)
    }
