"""A certificate on one sheet, or more where its lessons are many. Made on demand, never kept."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.typesetting import typeset
from core.typography import day_text, duration_text
from learning.exporters.look import FOLDER, letterhead
from learning.models import Certificate
from people.addresses import our_address


TEMPLATE = FOLDER / "certificate.typ"


def certificate_pdf(certificate: Certificate, *, organisation: Any) -> bytes:
    """In the language of the moment. The same certificate is the same file, whenever it is asked for."""
    said = letterhead(organisation) | {
        "heading": _("Certificate of training"),
        "certifies": _("This certifies that"),
        "name": certificate.person.get_full_name(),
        "finished": _("has finished the path"),
        "title": certificate.title,
        "facts": _facts(certificate),
        "lessons_title": _("What was learnt"),
        "modules": _modules(certificate),
        "verify_title": _("To check this certificate"),
        "verify": _(
            "Open the address and type the code. The page shows what the holder agrees to share, and "
            "nothing else."
        ),
        "address": our_address(reverse("verification:form")),
        "link": our_address(reverse("verification:shown", args=[certificate.code])),
        "code_label": _("Code"),
        "code": certificate.code,
        "page": _("Page {page} of {pages}"),
    }
    return typeset(TEMPLATE, said, day=certificate.issued_on)


def _facts(certificate: Certificate) -> list[list[str]]:
    until = certificate.expires_on
    facts = [
        [_("Finished on"), day_text(certificate.issued_on)],
        [_("Valid until"), day_text(until)] if until else [_("Validity"), _("without an end date")],
    ]
    if certificate.minutes:
        facts.append([_("Length"), duration_text(certificate.minutes)])
    return facts


def _modules(certificate: Certificate) -> list[dict[str, Any]]:
    """The titles of the lessons under that of their module, in the order in which they were kept."""
    found: dict[str, list[str]] = {}
    for lesson in certificate.lessons:
        found.setdefault(lesson["module"], []).append(lesson["title"])
    return [{"title": title, "lessons": lessons} for title, lessons in found.items()]
