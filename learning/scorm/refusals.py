"""Defines why a package is refused, as a code and a place: the importer has the words."""

from enum import Enum


class RefusalReason(Enum):
    NOT_AN_ARCHIVE = "not an archive"
    TOO_BIG = "too big"
    TOO_MANY_FILES = "too many files"
    TOO_BIG_UNPACKED = "too big unpacked"
    TOO_DENSE = "too dense"
    NAME = "name"
    SAME_NAME = "same name"
    ENCRYPTED = "encrypted"
    LINK = "link"
    METHOD = "method"
    DAMAGED = "damaged"
    NO_MANIFEST = "no manifest"
    MANIFEST_DEEPER = "manifest deeper"
    OTHER_KIND = "other kind"
    MANIFEST_TOO_BIG = "manifest too big"
    NOT_XML = "not xml"
    ENTITIES = "entities"
    NOT_A_MANIFEST = "not a manifest"
    VERSION = "version"
    NOTHING_TO_OPEN = "nothing to open"
    NO_SUCH_ORGANISATION = "no such organisation"
    TOO_MANY_UNITS = "too many units"
    IDENTIFIER = "identifier"
    NO_SUCH_RESOURCE = "no such resource"
    OUTSIDE = "outside"
    NO_SUCH_FILE = "no such file"


class PackageRefused(Exception):
    """Raised where a package is refused. `where`: a file's name, an identifier or a line; "" for the
    package as a whole."""

    def __init__(self, why: RefusalReason, where: str = "") -> None:
        super().__init__(f"{why.value} {where}".strip())
        self.why = why
        self.where = where[:200]
