"""Exports a person's own data: for a program (JSON) and to read (HTML), sealed for them alone."""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from people.models import Person
from people.queries.privacy import HeldData, data_held_about, export_passphrase, grouped_by_chapter


ZIP_NAME, JSON_NAME, HTML_NAME = "mes-donnees.zip", "donnees.json", "donnees.html"
# Names and sizes inside a zip can be read without its passphrase. So it holds one zip, of a length that many
# people's have; the last file of that one fills it up.
INNER_NAME, FILLER_NAME = "donnees.zip", "remplissage"
SMALLEST = 256 * 1024  # bytes; doubled as often as it takes


def personal_json(held: list[HeldData]) -> str:
    """Return an object by class of data, each with why it is held and its rows."""
    return json.dumps(
        {held_class.holding.key: _section(held_class) for held_class in held},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )


def personal_zip(person: Person, passphrase: str = "") -> bytes:
    """Return a zip that the person's own passphrase opens (AES-256), with a zip of donnees.json and donnees.html.

    `passphrase`: another, of one file alone, for whoever cannot come in to read their own.

    The second version of the format, which keeps no checksum of what is inside in clear. Stored and filled
    up: whoever hands it over learns from its size neither how much somebody holds nor that it changed.
    """
    import pyzipper  # noqa: PLC0415 - few pages load it

    held = data_held_about(person)
    html = render_to_string(
        "people/export.html",
        {"person": person, "chapters": grouped_by_chapter(held), "made_at": timezone.now()},
    )
    files = {JSON_NAME: personal_json(held), HTML_NAME: html}
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", compression=pyzipper.ZIP_STORED) as archive:
        archive.setpassword((passphrase or export_passphrase(person)).encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=2)
        archive.writestr(INNER_NAME, _filled_up(files))
    return packed.getvalue()


def _filled_up(files: dict[str, str]) -> bytes:
    """Return a plain zip of the files whose length is a step: 256 KiB, 512 KiB, 1 MiB…"""
    bare = len(_zipped(files, 0))
    length = SMALLEST
    while length < bare:
        length *= 2
    return _zipped(files, length - bare)


def _zipped(files: dict[str, str], filler: int) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression=zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        archive.writestr(FILLER_NAME, bytes(filler), compress_type=zipfile.ZIP_STORED)
    return packed.getvalue()


def _section(held: HeldData) -> dict[str, Any]:
    holding = held.holding
    return {
        "title": str(holding.title),
        "purpose": str(holding.purpose),
        "source": str(holding.source),
        "recipients": str(holding.recipients),
        "retention": str(holding.retention),
        "rows": held.rows,
    } | ({"older_rows_from": held.seal.until} if held.seal else {})
