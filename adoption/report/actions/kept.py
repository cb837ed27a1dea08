from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from adoption.report.enums import KeptDocument
from adoption.report.models import DocumentEdition
from people.models import Person


def save_document(
    *, document: KeptDocument, words: dict[str, str], after: int, by: Person
) -> DocumentEdition:
    """Save the organisation's part as a new version. `after`: the version that was changed.

    Raises ValidationError where somebody has saved another one meanwhile, or nothing differs.
    """
    latest = DocumentEdition.objects.filter(document=document).first()
    if latest and latest.words == words:
        raise ValidationError(_("These are the words that hold already."), code="same")
    if after != (latest.edition if latest else 0):
        raise _overtaken()
    try:
        with transaction.atomic():
            return DocumentEdition.objects.create(
                document=document, edition=after + 1, words=words, saved_by=by
            )
    except IntegrityError as error:
        raise _overtaken() from error


def _overtaken() -> ValidationError:
    message = _(
        "Somebody saved another version meanwhile. Your words are still here: compare, then save."
    )
    return ValidationError(message, code="overtaken")
