from adoption.report.models import PackEdition
from adoption.report.pack.blocks import version_of
from adoption.report.pack.document import documents_by_language


def publish_pack() -> PackEdition:
    """Record the current file as handed out. Idempotent for the same words."""
    documents = documents_by_language()
    content = {language: document.as_dict() for language, document in documents.items()}
    edition, _is_new = PackEdition.objects.get_or_create(
        version=version_of(documents), defaults={"content": content}
    )
    return edition
