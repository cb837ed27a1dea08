from adoption.publishing.models import Publication
from people.models import OutboxTask


def report_file_key(publication: Publication, language: str) -> str:
    return f"report {publication.pk} {language}"


def is_report_file_requested(publication: Publication, language: str) -> bool:
    """Return whether the file is being made, or waits to be."""
    key = report_file_key(publication, language)
    return OutboxTask.objects.unfinished().filter(key=key).exists()
