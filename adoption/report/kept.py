"""Fields that the organisation itself fills in the register of processing and the impact assessment, by key."""

from django.utils.translation import gettext_lazy as _

from adoption.report.enums import KeptDocument


QUESTIONS = {
    KeptDocument.REGISTER: (
        ("controller", _("Controller, and whoever represents it")),
        ("officer", _("Data protection officer, and how to reach them")),
        ("legal_basis", _("Legal basis chosen for each purpose")),
        ("processors", _("Host and other processors, with their contracts")),
        ("council", _("Date of the consultation of the works council")),
    ),
    KeptDocument.IMPACT: (
        ("severity", _("Likelihood and severity of each risk here")),
        ("officer", _("Opinion of the data protection officer")),
        ("staff", _("Opinion of staff or their representatives")),
        ("measures", _("Measures added by the organisation")),
        ("decision", _("Decision, date and signature")),
    ),
}
