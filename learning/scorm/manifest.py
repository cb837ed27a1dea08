"""Reads imsmanifest.xml: which version, and what to open in which order.

A package of SCORM 1.2 or 2004. Of the sequencing of 2004 the order is kept and nothing else; what is left
aside is told by the codes in `notes`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from learning.scorm.archive import Entries, is_safe_name, name_key
from learning.scorm.refusals import PackageRefused, RefusalReason


NAME = "imsmanifest.xml"
LONGEST = 2 * 1024 * 1024
MOST_UNITS = 1_000
LONGEST_IDENTIFIER = LONGEST_TITLE = 255
LONGEST_LAUNCH_DATA = 4_096
LONGEST_ADDRESS = 2_000

V12, V2004 = "1.2", "2004"
EDITIONS = {
    "1.2": (V12, ""),
    "adl scorm 1.2": (V12, ""),
    "scorm 1.2": (V12, ""),
    "cam 1.3": (V2004, "2"),
    "1.3": (V2004, "2"),
    "2004": (V2004, ""),
    "2004 2nd edition": (V2004, "2"),
    "2004 3rd edition": (V2004, "3"),
    "2004 4th edition": (V2004, "4"),
}
NAMESPACES = {"adlcp_rootv1p2": V12, "adlcp_v1p3": V2004}
# What other kinds of package put at their root.
OTHER_KINDS = {"cmi5.xml": "cmi5", "tincan.xml": "xAPI", "h5p.json": "H5P"}
AICC = (".crs", ".au", ".des", ".cst")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `data`: what the manifest has the run-time tell the unit at its start."""

    id: str
    title: str
    href: str
    parameters: str
    is_sco: bool
    data: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": self.title,
            "href": self.href,
            "parameters": self.parameters,
            "is_sco": self.is_sco,
            "data": self.data,
        }


@dataclass(frozen=True, slots=True)
class Manifest:
    title: str
    version: str
    edition: str
    units: tuple[Unit, ...]
    notes: tuple[str, ...]


def find_manifest(entries: Entries) -> str:
    """Return the key of the manifest. Raises PackageRefused, saying where it is when it is not at the root."""
    if NAME in entries:
        return NAME
    deeper = sorted(entry.name for key, entry in entries.items() if key.endswith("/" + NAME))
    if deeper:
        raise PackageRefused(RefusalReason.MANIFEST_DEEPER, deeper[0])
    for name, kind in OTHER_KINDS.items():
        if name in entries:
            raise PackageRefused(RefusalReason.OTHER_KIND, kind)
    if any(key.endswith(AICC) for key in entries):
        raise PackageRefused(RefusalReason.OTHER_KIND, "AICC")
    raise PackageRefused(RefusalReason.NO_MANIFEST)


def read_manifest(data: bytes, entries: Entries) -> Manifest:
    """Read the manifest. Raises PackageRefused."""
    root = _parsed(data)
    if _name(root) != "manifest":
        raise PackageRefused(RefusalReason.NOT_A_MANIFEST, _name(root))
    version, edition = _version(root, data)
    organization = _organization(root)
    resources = _Resources(root, entries)
    units = tuple(_units(organization, resources, version))
    if not units:
        raise PackageRefused(RefusalReason.NOTHING_TO_OPEN)
    title = _title(organization) or units[0].title
    return Manifest(title, version, edition, units, tuple(_notes(root, version)))


def _parsed(data: bytes) -> Any:
    if len(data) > LONGEST:
        raise PackageRefused(RefusalReason.MANIFEST_TOO_BIG)
    try:
        return ElementTree.fromstring(data)
    except DefusedXmlException as error:
        raise PackageRefused(RefusalReason.ENTITIES, NAME) from error
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        line = getattr(error, "position", (0, 0))[0]
        raise PackageRefused(RefusalReason.NOT_XML, str(line or "")) from error


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _children(element: Any, name: str) -> Iterator[Any]:
    return (child for child in element if _name(child) == name)


def _child(element: Any, name: str) -> Any:
    return next(_children(element, name), None)


def _text(element: Any) -> str:
    return " ".join((element.text or "").split()) if element is not None else ""


def _attribute(element: Any, name: str) -> str:
    """Return an attribute whatever its namespace and its capitals: the versions differ in both."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2].lower() == name:
            return str(value).strip()
    return ""


def _title(element: Any) -> str:
    return _text(_child(element, "title"))[:LONGEST_TITLE]


def _version(root: Any, data: bytes) -> tuple[str, str]:
    metadata = _child(root, "metadata")
    schema_version = _text(_child(metadata, "schemaversion")) if metadata is not None else ""
    if schema_version:
        if schema_version.lower() in EDITIONS:
            return EDITIONS[schema_version.lower()]
        raise PackageRefused(RefusalReason.VERSION, schema_version)
    head = data[:8192].decode("utf-8", "replace")
    for namespace, version in NAMESPACES.items():
        if namespace in head:
            return version, ""
    raise PackageRefused(RefusalReason.VERSION)


def _organization(root: Any) -> Any:
    organizations = _child(root, "organizations")
    candidates = list(_children(organizations, "organization")) if organizations is not None else []
    if not candidates:
        raise PackageRefused(RefusalReason.NOTHING_TO_OPEN)
    wanted = _attribute(organizations, "default")
    if not wanted:
        return candidates[0]
    for organization in candidates:
        if _attribute(organization, "identifier") == wanted:
            return organization
    raise PackageRefused(RefusalReason.NO_SUCH_ORGANISATION, wanted)


class _Resources:
    """The resources of a manifest: each reference becomes the address of a file that is there."""

    def __init__(self, root: Any, entries: Entries) -> None:
        self.entries = entries
        parent = _child(root, "resources")
        self.base = _attribute(root, "base")
        self.by_id: dict[str, Any] = {}
        if parent is not None:
            self.base += _attribute(parent, "base")
            self.by_id = {
                _attribute(child, "identifier"): child for child in _children(parent, "resource")
            }

    def opened(self, reference: str) -> tuple[str, bool]:
        """Return the address below the package's root, and whether it talks to the run-time."""
        resource = self.by_id.get(reference)
        if resource is None:
            raise PackageRefused(RefusalReason.NO_SUCH_RESOURCE, reference)
        href = _attribute(resource, "href")
        if not href:
            raise PackageRefused(RefusalReason.NO_SUCH_FILE, reference)
        address = self.base + _attribute(resource, "base") + href
        path = _path_of(address)
        entry = self.entries.get(name_key(path))
        if entry is None:
            raise PackageRefused(RefusalReason.NO_SUCH_FILE, path)
        _file, mark, rest = _parted(address)
        return entry.name + mark + rest, _attribute(resource, "scormtype").lower() == "sco"


def _parted(address: str) -> tuple[str, str, str]:
    """Return the file, then the mark and what follows it."""
    match = re.search(r"[?#]", address)
    if match is None:
        return address, "", ""
    return address[: match.start()], match[0], address[match.end() :]


def _path_of(address: str) -> str:
    """Return the file of an address. Raises PackageRefused for what leads out of the package."""
    try:
        parts = urlsplit(address)
    except ValueError as error:
        raise PackageRefused(RefusalReason.OUTSIDE, address) from error
    path = unquote(_parted(address)[0]).removeprefix("./")
    is_ours = not parts.scheme and not parts.netloc and len(address) <= LONGEST_ADDRESS
    if not is_ours or not address.isprintable() or not is_safe_name(path):
        raise PackageRefused(RefusalReason.OUTSIDE, address)
    return path


def _units(organization: Any, resources: _Resources, version: str) -> Iterator[Unit]:
    """Return the units in the order of the manifest, whatever their depth. Without recursion: depth is the author's."""
    seen: set[str] = set()
    waiting = list(_children(organization, "item"))[::-1]
    while waiting:
        item = waiting.pop()
        waiting += list(_children(item, "item"))[::-1]
        reference = _attribute(item, "identifierref")
        if not reference or _attribute(item, "isvisible").lower() == "false":
            continue
        yield _unit(item, resources.opened(reference), version, seen)


def _unit(item: Any, opened: tuple[str, bool], version: str, seen: set[str]) -> Unit:
    identifier = _attribute(item, "identifier")
    is_named = 0 < len(identifier) <= LONGEST_IDENTIFIER and identifier.isprintable()
    if not is_named or identifier in seen:
        raise PackageRefused(RefusalReason.IDENTIFIER, identifier)
    seen.add(identifier)
    if len(seen) > MOST_UNITS:
        raise PackageRefused(RefusalReason.TOO_MANY_UNITS)
    parameters = _attribute(item, "parameters")
    if not parameters.isprintable() or len(parameters) > LONGEST_ADDRESS:
        raise PackageRefused(RefusalReason.OUTSIDE, identifier)
    href, is_sco = opened
    data = _told(item, version) if is_sco else {}
    return Unit(identifier, _title(item) or identifier, href, parameters, is_sco, data)


def _told(item: Any, version: str) -> dict[str, str]:
    """Return what the manifest gives the unit at its start."""
    told: dict[str, str] = {}
    launch = _text(_child(item, "datafromlms"))[:LONGEST_LAUNCH_DATA]
    if launch:
        told["cmi.launch_data"] = launch
    if version == V12:
        mastery = _text(_child(item, "masteryscore"))
        if _is_number(mastery, 0, 100):
            told["cmi.student_data.mastery_score"] = mastery
        return told
    own = (element for child in item if _name(child) != "item" for element in child.iter())
    measure = next(
        (_text(element) for element in own if _name(element) == "minnormalizedmeasure"), ""
    )
    if _is_number(measure, -1, 1):
        told["cmi.scaled_passing_score"] = measure
    threshold = _child(item, "completionthreshold")
    if threshold is not None:
        least = _attribute(threshold, "minprogressmeasure") or _text(threshold)
        if _is_number(least, 0, 1):
            told["cmi.completion_threshold"] = least
    return told


def _is_number(text: str, least: float, most: float) -> bool:
    return bool(re.fullmatch(r"-?\d{1,3}(\.\d{1,7})?", text)) and least <= float(text) <= most


RULES = {"sequencingrules", "rolluprules", "limitconditions", "controlmode", "rolluprule"}


def _notes(root: Any, version: str) -> Iterator[str]:
    """Return codes of what the manifest asks for and is not followed."""
    names = {_name(element) for element in root.iter()}
    if version == V2004 and names & RULES:
        yield "sequencing"
    if version == V2004 and "objectives" in names and "mapinfo" in names:
        yield "shared_objectives"
    if "prerequisites" in names:
        yield "prerequisites"
    if "maxtimeallowed" in names or "timelimitaction" in names:
        yield "time_limit"
    if _child(root, "manifest") is not None:
        yield "sub_manifests"
    organizations = _child(root, "organizations")
    if len(list(_children(organizations, "organization"))) > 1:
        yield "other_organizations"
