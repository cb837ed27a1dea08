"""Exports a person's own data: for a program (JSON) and to read (HTML), sealed for them alone."""

import io
import json
from typing import Any

import pyzipper
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from people.models import Person
from people.queries.privacy import HeldData, data_held_about, export_passphrase, grouped_by_chapter


# The names inside a zip can be read without its passphrase: they say nothing of anybody.
ZIP_NAME, JSON_NAME, HTML_NAME = "mes-donnees.zip", "donnees.json", "donnees.html"


def personal_json(held: list[HeldData]) -> str:
    """Return an object by class of data, each with why it is held and its rows."""
    return json.dumps(
        {held_class.holding.key: _section(held_class) for held_class in held},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )


def personal_zip(person: Person) -> bytes:
    """Return a zip of donnees.json and donnees.html that the person's own passphrase opens (AES-256).

    The second version of the format, which keeps no checksum of what is inside in clear.
    """
    held = data_held_about(person)
    html = render_to_string(
        "people/export.html",
        {"person": person, "chapters": grouped_by_chapter(held), "made_at": timezone.now()},
    )
    packed = io.BytesIO()
    with pyzipper.AESZipFile(packed, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        archive.setpassword(export_passphrase(person).encode())
        archive.setencryption(pyzipper.WZ_AES, nbits=256, force_wz_aes_version=2)
        archive.writestr(JSON_NAME, personal_json(held))
        archive.writestr(HTML_NAME, html)
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
