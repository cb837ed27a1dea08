"""Checks what the importer itself would refuse of a folder of courses. Nothing is stored or looked up."""

from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import override

from core.reports import ImportReport
from learning.course_check.checking import LANGUAGES
from learning.course_check.findings import Finding
from learning.importers.course_files import Reader
from learning.importers.resources import read_resources
from learning.importers.variants import VARIANTS, overlaid_folder, variants_of


def import_refusals(content: Path) -> Iterator[Finding]:
    """Yield refusals of the folders as they are, and of what their variants change."""
    with override("en"):
        for root in (content / language for language in LANGUAGES):
            if root.is_dir():
                yield from _refused(Reader(root, ImportReport()), root)
                for name in variants_of(root):
                    with overlaid_folder(root, name) as folder:
                        for module in _modules_of(root / VARIANTS / name):
                            reader = Reader(folder, ImportReport(), only=module)
                            yield from _refused(reader, root, name)


def _modules_of(variant: Path) -> list[str]:
    """Return the modules that a variant touches; "", the whole folder, where it changes more than modules."""
    names = {path.name for path in variant.glob("*")}
    return sorted(path.name for path in variant.glob("modules/*")) if names == {"modules"} else [""]


def _refused(reader: Reader, root: Path, variant: str = "") -> Iterator[Finding]:
    reader.read()
    read_resources(reader)
    for refusal in reader.report.refused:
        key, _colon, reason = refusal.reason.partition(": ")
        if key.endswith(".gift"):
            continue  # the questions are judged one by one
        own = root / VARIANTS / variant / key
        message = f"{reason}; expected {refusal.expected}" if refusal.expected else reason
        yield Finding(own if variant and own.is_file() else root / key, refusal.line, message)
