"""A person's own data, to take away: for a program (JSON) and to read (HTML)."""

import io
import json
import zipfile
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from people.models import Person
from people.queries import HeldData, data_held_about


JSON_NAME, HTML_NAME = "donnees.json", "donnees.html"


def personal_json(held: list[HeldData]) -> str:
    """An object by class of data, each with why it is held and its rows."""
    return json.dumps(
        {each.holding.model: _section(each) for each in held},
        cls=DjangoJSONEncoder,
        ensure_ascii=False,
        indent=2,
    )


def personal_zip(person: Person) -> bytes:
    """A zip of donnees.json and donnees.html, without a password: hand it to its subject alone."""
    held = data_held_about(person)
    html = render_to_string(
        "people/export.html", {"person": person, "held": held, "made_at": timezone.now()}
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(JSON_NAME, personal_json(held))
        archive.writestr(HTML_NAME, html)
    return packed.getvalue()


def _section(held: HeldData) -> dict[str, Any]:
    holding = held.holding
    return {
        "title": str(holding.title),
        "purpose": str(holding.purpose),
        "recipients": str(holding.recipients),
        "retention": str(holding.retention),
        "rows": held.rows,
    }
