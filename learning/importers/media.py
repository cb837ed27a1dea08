"""Stores documents, recordings and packages that come with a course, once however often they are loaded."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files import File
from django.utils.translation import gettext as _

from cms.models import Attachment
from cms.signatures import extension_of
from cms.uploads import upload_problem
from core.reports import ImportReport
from learning.importers.rollback import NewFiles
from learning.importers.safe_files import UnfitFile
from learning.importers.scorm import import_package
from learning.models import ScormPackage


PART = 1024 * 1024


def document_problem(path: Path) -> str:
    """Return why a file cannot be stored as a document; "" when it can."""
    if extension_of(path.name) not in settings.WAGTAILDOCS_EXTENSIONS:
        return _("“%(name)s” is no kind of file that is taken here") % {"name": path.name}
    if not path.is_file():
        return _("the file “%(name)s” is not there") % {"name": path.name}
    with path.open("rb") as opened:
        problem = upload_problem(File(opened, name=path.name))
    return f"{path.name}: {problem}" if problem else ""


def keep_document(path: Path, *, title: str, files: NewFiles) -> Attachment:
    digest = digest_of(path, "sha1")
    kept = Attachment.objects.filter(file_hash=digest).order_by("pk").first()
    if kept is not None:
        return kept
    with path.open("rb") as opened:
        document = Attachment(title=title[:255], file_hash=digest, file_size=path.stat().st_size)
        document.file.save(path.name, File(opened), save=False)
        files.written.append(document.file)
        document.save()
    return document


def package_problem(path: Path) -> str:
    if path.suffix.lower() != ".zip":
        return _("“%(name)s” is no SCORM package") % {"name": path.name}
    if not path.is_file():
        return _("the file “%(name)s” is not there") % {"name": path.name}
    return ""


def keep_package(path: Path, *, title: str, files: NewFiles, report: ImportReport) -> ScormPackage:
    """Store a package that is not here yet. `title`: in the place of the package’s own. Raises UnfitFile."""
    kept = ScormPackage.objects.filter(digest=digest_of(path, "sha256")).first()
    if kept is not None:
        return kept
    with path.open("rb") as opened:
        found = import_package(opened, title=title)
    if found.package is None:
        refusal = found.refused[0]
        raise UnfitFile(f"{path.name}: {refusal.reason}", expected=refusal.expected)
    files.written.append(found.package.archive)
    report.notes += [f"{path.name}: {note}" for note in found.notes]
    return found.package


def digest_of(path: Path, algorithm: str) -> str:
    digest = hashlib.new(algorithm, usedforsecurity=False)
    with path.open("rb") as opened:
        for part in _parts(opened):
            digest.update(part)
    return digest.hexdigest()


def _parts(opened: object) -> Iterator[bytes]:
    while part := opened.read(PART):  # type: ignore[attr-defined]
        yield part
