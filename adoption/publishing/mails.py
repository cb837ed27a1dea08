from django.utils.translation import gettext_lazy as _

from adoption.publishing.policies import receives_withheld_mails
from people.enums import MailGroup
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind


WITHHELD = "publication_withheld"


def register() -> None:
    kind = MailKind(
        key=WITHHELD,
        title=_("A month that the audit withheld"),
        purpose=_("Goes to administrators and data protection officers. It holds no figure."),
        subject=_("The figures of a month are not published"),
        text=_(
            "Hello {name},\n\n"
            "The audit did not pass the figures of {portal}, {month}: they could have pointed at "
            "somebody. Nothing of that month was published, and it is not tried again.\n\n"
            "The register says under which settings it was made. Tell whoever maintains the software: "
            "the rule should not have let this happen.\n\n{link}"
        ),
        placeholders=(
            NAME,
            link_placeholder("https://passerelle.example.org/usage/registre/…"),
            Placeholder("portal", _("name of the portal"), _("My space")),
            Placeholder("month", _("month"), "10/2026"),
        ),
        is_essential=True,
        concerns=receives_withheld_mails,
    )
    register_mail_kind(kind, MailGroup.PROGRAMME)
