"""The works council's file as it stands, compared with the edition handed out before it."""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate

from adoption.report.models import PackEdition
from adoption.report.pack.blocks import Change, Document, changes_by_section, version_of
from adoption.report.pack.document import documents_by_language
from core.dates import today


@dataclass(frozen=True, slots=True)
class Pack:
    """`day`: of its edition; today for unpublished words. `number`: of that edition, or the one that they would be.
    `changes`: since `before`, None without."""

    document: Document
    version: str
    day: date
    number: int
    edition: PackEdition | None
    before: PackEdition | None
    changes: list[Change] | None


def current_pack(language: str) -> Pack:
    documents = documents_by_language()
    version = version_of(documents)
    editions = list(PackEdition.objects.all()[:2])
    edition = editions[0] if editions and editions[0].version == version else None
    earlier = editions[1:] if edition else editions[:1]
    before = earlier[0] if earlier else None
    document = documents[language]
    return Pack(
        document=document,
        version=version,
        day=localdate(edition.published_at) if edition else today(),
        number=PackEdition.objects.count() + (edition is None),
        edition=edition,
        before=before,
        changes=changes_by_section(
            before.content.get(language, {"sections": []}), document.as_dict()
        )
        if before
        else None,
    )
