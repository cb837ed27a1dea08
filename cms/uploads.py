"""Says what is wrong with a file that an author sends or chooses, in a sentence that says what to do."""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.captions import Fault, first_problem
from cms.signatures import CAPTIONS, HEAD, RECORDINGS, VIDEOS, extension_of, matches_extension


FAULTS = {
    Fault.ENCODING: gettext_lazy("Line %(line)s: save the file as UTF-8."),
    Fault.HEADER: gettext_lazy("Line %(line)s: begin with WEBVTT, then an empty line."),
    Fault.TIMING: gettext_lazy(
        "Line %(line)s: write the times like 00:00:01.000 --> 00:00:04.000, alone on their line."
    ),
    Fault.BACKWARDS: gettext_lazy("Line %(line)s: this caption ends before it begins."),
    Fault.ORDER: gettext_lazy("Line %(line)s: this caption begins before the one above it."),
    Fault.WORDS: gettext_lazy("Line %(line)s: this caption has no words."),
    Fault.EMPTY: gettext_lazy("Line %(line)s: the file has no caption."),
}


def max_bytes_of(extension: str) -> int:
    """Return how large a file of this kind may be."""
    if extension in VIDEOS:
        return settings.VIDEO_MAX_BYTES
    if extension in CAPTIONS:
        return settings.CAPTIONS_MAX_BYTES
    if extension in RECORDINGS:
        return settings.AUDIO_MAX_BYTES
    return settings.DOCUMENT_MAX_BYTES


def upload_problem(file: Any) -> str:
    """Return what is wrong with an open or uploaded file with a name and a size; "" for nothing."""
    extension = extension_of(file.name)
    if file.size > max_bytes_of(extension):
        words = {"size": filesizeformat(file.size), "most": filesizeformat(max_bytes_of(extension))}
        return _("This file has %(size)s; %(most)s is the most for its kind.") % words
    file.seek(0)
    head = file.read(HEAD)
    if not matches_extension(extension, head):
        return _("What is in this file is not %(kind)s, whatever its name says.") % {
            "kind": extension.upper() or "?"
        }
    problem = first_problem(head + file.read()) if extension in CAPTIONS else None
    file.seek(0)
    return FAULTS[problem.fault] % {"line": problem.line} if problem else ""


def document_problem(document: Any, extensions: tuple[str, ...]) -> str:
    """Return what is wrong with a chosen document where one of these kinds is wanted; "" for nothing."""
    if extension_of(document.file.name) not in extensions:
        return _("Choose a document of the kind %(kinds)s.") % {"kinds": ", ".join(extensions)}
    try:
        with document.file.open("rb") as file:
            return upload_problem(file)
    except OSError:
        return _("The file of this document is missing.")
