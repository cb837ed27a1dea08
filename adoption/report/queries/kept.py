from adoption.report.enums import KeptDocument
from adoption.report.models import DocumentEdition


def editions_of(document: KeptDocument) -> list[DocumentEdition]:
    """Return the versions of a document, the one that holds first."""
    return list(DocumentEdition.objects.filter(document=document).select_related("saved_by"))


def words_that_hold(document: KeptDocument) -> dict[str, str]:
    latest = DocumentEdition.objects.filter(document=document).first()
    return latest.words if latest else {}
