"""Visits as a Matomo exports them, and the example of the documentation that reads them."""

import json
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings as configured

from adoption.usage.importers.matomo_mapping import save_matomo_mapping
from adoption.usage.importers.visits import import_visits
from adoption.usage.models import UsageDay


EXAMPLES = Path(configured.BASE_DIR) / "docs" / "examples"
PARIS = ZoneInfo("Europe/Paris")


def example_mapping():
    """Of the documentation; this one takes the visits of everybody."""
    text = (EXAMPLES / "matomo-mapping.json").read_bytes()
    mapping = save_matomo_mapping(name="matomo", text=text)[0]
    mapping.only_linked = False
    mapping.save()
    return mapping


def stored():
    rows = UsageDay.objects.order_by("day", "pseudonym", "service__slug")
    return list(rows.values_list("pseudonym", "service__slug", "day"))


def visit(pseudonym="p-1", *actions, **more):
    return {"userId": pseudonym, "actionDetails": list(actions) or [action()]} | more


def action(url="https://locataire.example.org/messages/", at=None, **more):
    return {"url": url, "timestamp": int((at or clock(2026, 10, 6, 12)).timestamp())} | more


def clock(*parts):
    """What the site's clock shows; Matomo writes it as if that were UTC."""
    return datetime(*parts, tzinfo=UTC)


def taken(portal, mapping, *visits, **options):
    return import_visits(json.dumps(visits).encode(), portal=portal, mapping=mapping, **options)
