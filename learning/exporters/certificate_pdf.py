"""Makes the PDF of a certificate: one sheet, or more where its lessons are many. Made on demand, never kept."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.qr import qr_svg
from core.typesetting import typeset
from core.typography import day_text, duration_text
from learning.exporters.letterhead import FOLDER, letterhead
from learning.models import Certificate
from people.absolute_urls import absolute_url


TEMPLATE = FOLDER / "certificate.typ"


def certificate_pdf(certificate: Certificate, *, organisation: Any) -> bytes:
    """Return the PDF in the language of the moment. The same certificate is the same file, whenever it is asked for."""
    link = absolute_url(reverse("verification:shown", args=[certificate.code]))
    content = letterhead(organisation) | {
        "heading": _("Certificate of training"),
        "certifies": _("This certifies that"),
        "name": certificate.person.get_full_name(),
        "finished": _("has finished the module")
        if certificate.module_id
        else _("has finished the path"),
        "title": certificate.title,
        "facts": _facts(certificate),
        "lessons_title": _("What was learnt"),
        "modules": [
            {"title": title, "lessons": lessons}
            for title, lessons in certificate.lesson_titles_by_module().items()
        ],
        "verify_title": _("To check this certificate"),
        "verify": _(
            "Point a phone at the square, or open the address and type the code. The page shows what the holder agrees "
            "to share, and nothing else."
        ),
        "address": absolute_url(reverse("verification:form")),
        "link": link,
        "qr": qr_svg(link),
        "qr_label": _("QR code that leads to %s") % link,
        "code_label": _("Code"),
        "code": certificate.code,
        "page": _("Page {page} of {pages}"),
    }
    return typeset(TEMPLATE, content, day=certificate.issued_on)


def _facts(certificate: Certificate) -> list[list[str]]:
    until = certificate.expires_on
    facts = [
        [_("Finished on"), day_text(certificate.issued_on)],
        [_("Valid until"), day_text(until)] if until else [_("Validity"), _("without an end date")],
    ]
    if certificate.minutes:
        facts.append([_("Length"), duration_text(certificate.minutes)])
    return facts
