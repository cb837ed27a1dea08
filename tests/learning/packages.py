"""SCORM packages made for tests: small ones that do as they say, and archives made to do harm."""

import io
import zipfile
from xml.sax.saxutils import escape


XMLNS_12 = 'xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2"'
XMLNS_2004 = 'xmlns="http://www.imsglobal.org/xsd/imscp_v1p1" xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_v1p3" xmlns:imsss="http://www.imsglobal.org/xsd/imsss"'
SAID = {"1.2": "1.2", "2004": "2004 4th Edition"}


def manifest(
    *,
    version="1.2",
    units=("a",),
    items="",
    said=None,
    title="Un module",
    href="{name}.html",
    kind="sco",
):
    """`units`: identifiers, each with a page of its name."""
    said = SAID[version] if said is None else said
    listed = items or "".join(
        f'<item identifier="{name}" identifierref="r-{name}"><title>Partie {name}</title></item>'
        for name in units
    )
    resources = "".join(
        f'<resource identifier="r-{name}" type="webcontent" adlcp:scormtype="{kind}" href="{href.format(name=name)}"/>'
        for name in units
    )
    xmlns = XMLNS_12 if version == "1.2" else XMLNS_2004
    return (
        f'<?xml version="1.0"?><manifest identifier="m" {xmlns}>'
        f"<metadata><schema>ADL SCORM</schema><schemaversion>{escape(said)}</schemaversion></metadata>"
        f'<organizations default="o"><organization identifier="o"><title>{escape(title)}</title>{listed}'
        f"</organization></organizations><resources>{resources}</resources></manifest>"
    )


def zipped(files, *, method=zipfile.ZIP_DEFLATED):
    """`files`: contents by name, or by ZipInfo."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    made.seek(0)
    return made


def package(files=None, *, method=zipfile.ZIP_DEFLATED, **facts):
    units = facts.get("units", ("a",))
    pages = {
        f"{name}.html": f"<!doctype html><title>{name}</title><p>Partie {name}</p>"
        for name in units
    }
    return zipped({"imsmanifest.xml": manifest(**facts)} | pages | (files or {}), method=method)


def taken_in(files=None, **facts):
    from learning.importers.scorm import import_package  # the browser's tests have no settings

    report = import_package(package(files, **facts))
    assert report.refused == []
    return report.package


def scorm_block(package, *, required=True):
    return {"type": "scorm", "value": {"package": package.pk, "required": required}}
