from typing import Any

from django import template
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from learning.models import LessonPage, ScormPackage
from learning.queries.scorm import PackageRow, UnitRow, package_row


register = template.Library()


@register.inclusion_tag("learning/scorm_card.html", takes_context=True)
def scorm_card(
    context: template.Context, package: ScormPackage | None, required: bool = False
) -> dict[str, Any]:
    """Draw a package within a page. It opens from a lesson that is published, for somebody signed in."""
    page, request = context.get("page"), context.get("request")
    person = getattr(request, "user", None)
    row, address = None, ""
    if package is not None and person is not None and person.is_authenticated:
        row = package_row(person, package)
        if isinstance(page, LessonPage) and page.record is not None and page.live:
            address = reverse("learning:package", args=[page.record.uuid, package.uuid])
    return {"package": package, "row": row, "address": address, "required": required}


@register.filter
def unit_state_text(unit: UnitRow) -> str:
    """Return how far a unit is, and what the package says of the score."""
    state = capfirst(str(unit.state.label))
    if unit.percent is None:
        return state
    return _("%(state)s, score %(percent)s %%") % {"state": state, "percent": unit.percent}


@register.filter
def as_unit_toc(row: PackageRow, current: UnitRow) -> list[dict[str, str]]:
    """Return the units for the toc component: each part opens the same page."""
    return [
        {
            "title": unit.title,
            "url": f"?{urlencode({'unite': unit.id})}",
            "state": "here" if unit is current else "done" if unit.is_done else "todo",
            "note": "" if unit.percent is None else f"{unit.percent} %",
        }
        for unit in row.units
    ]


@register.filter
def scorm_sayings(row: PackageRow) -> list[dict[str, str]]:
    """Return what the player’s script may say; it shows one at a time."""
    return [
        {"name": name, "icon": icon, "text": text}
        for name, icon, text in (
            ("opened", "cloud-check", _("What you do here is saved as you go.")),
            ("sending", "save", _("Saving…")),
            ("kept", "cloud-check", _("Saved.")),
            ("completed", "circle-check", _("Saved. This part is completed.")),
            (
                "offline",
                "cloud-off",
                _(
                    "No connection: what you do stays in this page and is saved when the connection "
                    "is back. Keep the page open."
                ),
            ),
            (
                "stale",
                "triangle-alert",
                _(
                    "This part is open in another window, which went on. What you do in this one is "
                    "not saved: close it, or load the page again."
                ),
            ),
            (
                "gone",
                "triangle-alert",
                _("This lesson is no longer published. What was saved before is kept."),
            ),
            (
                "too_big",
                "triangle-alert",
                _(
                    "This content wants to keep more than is allowed. What was saved before is kept; "
                    "tell the training department."
                ),
            ),
            (
                "unreadable",
                "triangle-alert",
                _(
                    "This content reports something that cannot be read. What was saved before is "
                    "kept; tell the training department."
                ),
            ),
            ("tried", "eye", _("You are trying this content out: nothing is saved.")),
        )
    ]
