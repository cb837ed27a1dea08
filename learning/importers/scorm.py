"""Imports a SCORM package: checked through, then kept as the one archive that it is."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.reports import ImportReport
from learning.actions.scorm import copy_states, store_package
from learning.models import ScormPackage
from learning.scorm.archive import Limits, check_contents, read_entries, read_whole
from learning.scorm.manifest import LONGEST, Manifest, find_manifest, read_manifest
from learning.scorm.refusals import PackageRefused, RefusalReason


PART = 1024 * 1024

# What is wrong, with %(where)s where a place can be named; and what was expected.
REASONS = {
    RefusalReason.NOT_AN_ARCHIVE: gettext_lazy("This file is not a zip archive, or it is cut off."),
    RefusalReason.TOO_BIG: gettext_lazy("The archive is bigger than is allowed here."),
    RefusalReason.TOO_MANY_FILES: gettext_lazy("The archive lists too many files."),
    RefusalReason.TOO_BIG_UNPACKED: gettext_lazy("What the archive holds is too big. %(where)s"),
    RefusalReason.TOO_DENSE: gettext_lazy(
        "The archive would unpack to far more than its own size."
    ),
    RefusalReason.NAME: gettext_lazy(
        "A file of the archive has a name that could lead out of it: %(where)s"
    ),
    RefusalReason.SAME_NAME: gettext_lazy("Two files of the archive have the same name: %(where)s"),
    RefusalReason.ENCRYPTED: gettext_lazy(
        "A file of the archive is locked with a password: %(where)s"
    ),
    RefusalReason.LINK: gettext_lazy("The archive holds a link in the place of a file: %(where)s"),
    RefusalReason.METHOD: gettext_lazy(
        "A file is compressed in a way that is not read here: %(where)s"
    ),
    RefusalReason.DAMAGED: gettext_lazy("A file of the archive is damaged: %(where)s"),
    RefusalReason.NO_MANIFEST: gettext_lazy(
        "The archive has no imsmanifest.xml: it is no SCORM package."
    ),
    RefusalReason.MANIFEST_DEEPER: gettext_lazy(
        "imsmanifest.xml is not at the root, but here: %(where)s"
    ),
    RefusalReason.OTHER_KIND: gettext_lazy("This is a package of another kind: %(where)s"),
    RefusalReason.MANIFEST_TOO_BIG: gettext_lazy("imsmanifest.xml is too big."),
    RefusalReason.NOT_XML: gettext_lazy(
        "imsmanifest.xml is not XML that can be read. Line: %(where)s"
    ),
    RefusalReason.ENTITIES: gettext_lazy("imsmanifest.xml declares entities, which are refused."),
    RefusalReason.NOT_A_MANIFEST: gettext_lazy(
        "imsmanifest.xml begins with another element: %(where)s"
    ),
    RefusalReason.VERSION: gettext_lazy("The version of SCORM is not known here: “%(where)s”"),
    RefusalReason.NOTHING_TO_OPEN: gettext_lazy("The manifest names nothing that can be opened."),
    RefusalReason.NO_SUCH_ORGANISATION: gettext_lazy(
        "The default organization is not there: %(where)s"
    ),
    RefusalReason.TOO_MANY_UNITS: gettext_lazy("The manifest names too many units."),
    RefusalReason.IDENTIFIER: gettext_lazy(
        "A unit’s identifier is missing, too long or there twice: %(where)s"
    ),
    RefusalReason.NO_SUCH_RESOURCE: gettext_lazy(
        "A unit points at a resource that is not there: %(where)s"
    ),
    RefusalReason.OUTSIDE: gettext_lazy(
        "A unit would be fetched from outside the package: %(where)s"
    ),
    RefusalReason.NO_SUCH_FILE: gettext_lazy(
        "A unit’s first page is not in the archive: %(where)s"
    ),
}
EXPECTED = {
    RefusalReason.NOT_AN_ARCHIVE: gettext_lazy("the .zip that the authoring tool publishes"),
    RefusalReason.TOO_MANY_FILES: gettext_lazy("20,000 files at most"),
    RefusalReason.TOO_BIG_UNPACKED: gettext_lazy("2 GB at most, and 1 GB for one file"),
    RefusalReason.NAME: gettext_lazy(
        "names such as folder/page.html, without “..”, “\\” or a drive’s letter"
    ),
    RefusalReason.SAME_NAME: gettext_lazy("names that differ in more than their capitals"),
    RefusalReason.ENCRYPTED: gettext_lazy("an archive without a password"),
    RefusalReason.LINK: gettext_lazy("files and folders alone"),
    RefusalReason.METHOD: gettext_lazy("an ordinary zip"),
    RefusalReason.DAMAGED: gettext_lazy("an archive that opens whole: publish it again"),
    RefusalReason.NO_MANIFEST: gettext_lazy("imsmanifest.xml at the root of the archive"),
    RefusalReason.MANIFEST_DEEPER: gettext_lazy(
        "imsmanifest.xml at the root: zip what is in the folder, not the folder"
    ),
    RefusalReason.OTHER_KIND: gettext_lazy("a package published for SCORM 1.2 or SCORM 2004"),
    RefusalReason.NOT_XML: gettext_lazy("an XML file with a manifest element"),
    RefusalReason.ENTITIES: gettext_lazy("XML without entities of its own"),
    RefusalReason.NOT_A_MANIFEST: gettext_lazy("a manifest element"),
    RefusalReason.VERSION: gettext_lazy("SCORM 1.2, or SCORM 2004 in its 2nd, 3rd or 4th edition"),
    RefusalReason.NOTHING_TO_OPEN: gettext_lazy(
        "an organization with at least one item that has a resource"
    ),
    RefusalReason.IDENTIFIER: gettext_lazy(
        "an identifier of its own for each item, of 255 characters at most"
    ),
    RefusalReason.OUTSIDE: gettext_lazy("the address of a file of the package"),
    RefusalReason.NO_SUCH_FILE: gettext_lazy("a file with the name that the manifest gives"),
}
NOTES = {
    "sequencing": gettext_lazy(
        "The sequencing rules of the package are not applied: its units are offered in their order, "
        "each open to everybody."
    ),
    "shared_objectives": gettext_lazy("Objectives that units share are kept for each unit alone."),
    "prerequisites": gettext_lazy("The prerequisites between units are not applied."),
    "time_limit": gettext_lazy("The time limits of the package are not applied."),
    "sub_manifests": gettext_lazy("The manifests inside the manifest are not read."),
    "other_organizations": gettext_lazy("Only the default organization of the package is offered."),
}


@dataclass(slots=True)
class PackageReport(ImportReport):
    """The report of an import. `package`: the one that stands there now; None after a refusal or a dry run
    of a new one."""

    manifest: Manifest | None = None
    package: ScormPackage | None = None
    carried: int = 0


def import_package(
    file: BinaryIO,
    *,
    title: str = "",
    replaces: ScormPackage | None = None,
    dry_run: bool = False,
) -> PackageReport:
    """Import a package. `file` can be read at any place. The same archive again changes nothing.

    `replaces`: what people did in that package counts in this one, where a unit has the same name.
    """
    report = PackageReport()
    try:
        digest = _digest(file)
        manifest, size = _checked(file)
    except PackageRefused as refused:
        report.refuse(0, refusal_text(refused), EXPECTED.get(refused.why, ""))
        return report
    report.manifest = manifest
    report.notes = [str(NOTES[code]) for code in manifest.notes]
    report.package = ScormPackage.objects.filter(digest=digest).first()
    if report.package is not None:
        report.unchanged = 1
    else:
        report.created = 1
    if dry_run:
        return report
    if report.package is None:
        report.package = _stored(file, manifest, title, digest, size, report)
    if replaces is not None and replaces != report.package:
        report.carried = copy_states(old=replaces, new=report.package)
    report.applied = True
    return report


def _stored(
    file: BinaryIO, manifest: Manifest, title: str, digest: str, size: int, report: PackageReport
) -> ScormPackage:
    try:
        return store_package(
            file=file,
            title=(title or manifest.title)[:255],
            version=manifest.version,
            digest=digest,
            size=size,
            units=[unit.as_json() for unit in manifest.units],
            notes=list(manifest.notes),
        )
    except IntegrityError:  # the same file, sent twice at once
        report.created, report.unchanged = 0, 1
        return ScormPackage.objects.get(digest=digest)


def _digest(file: BinaryIO) -> str:
    """Return the digest and the size, counted while it is read: nothing of it is believed before."""
    digest, left = hashlib.sha256(), settings.SCORM_MAX_BYTES
    file.seek(0)
    while part := file.read(PART):
        left -= len(part)
        if left < 0:
            raise PackageRefused(RefusalReason.TOO_BIG)
        digest.update(part)
    return digest.hexdigest()


def _checked(file: BinaryIO) -> tuple[Manifest, int]:
    """Return the manifest, and the size of all files."""
    entries = read_entries(file, Limits())
    entry = entries[find_manifest(entries)]
    if entry.size > LONGEST:
        raise PackageRefused(RefusalReason.MANIFEST_TOO_BIG)
    manifest = read_manifest(read_whole(file, entry), entries)
    return manifest, check_contents(file, entries)


def refusal_text(refused: PackageRefused) -> str:
    return (str(REASONS[refused.why]) % {"where": refused.where}).strip()


def package_note_texts(package: ScormPackage) -> Iterator[str]:
    return (str(NOTES[code]) for code in package.notes if code in NOTES)


def validate_archive_size(sent: Any) -> None:
    if sent.size > settings.SCORM_MAX_BYTES:
        raise ValidationError(size_limit_text(), code="large")


def size_limit_text() -> str:
    return _("%(limit)s MB at most") % {"limit": settings.SCORM_MAX_BYTES // (1024 * 1024)}
