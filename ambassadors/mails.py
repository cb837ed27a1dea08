"""The mails about proposals. They name neither the colleague nor the topic: their page does, once signed in."""

from django.utils.translation import gettext_lazy as _

from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, Placeholder, register_mail_kind


PROPOSAL = "proposal_to_answer"
PROPOSAL_EXPIRED = "proposal_expired"


def register() -> None:
    register_mail_kind(
        MailKind(
            key=PROPOSAL,
            title=_("A pair that awaits your answer"),
            purpose=_("Goes to both sides of a proposed pair."),
            subject=_("A proposal awaits your answer"),
            text=_(
                "Hello {name},\n\n"
                "A pair is proposed to you for mutual help. You can answer until {day}; "
                "afterwards the proposal expires.\n\n"
                "With whom and about what stands on the page, once you are signed in:\n\n{link}"
            ),
            placeholders=(NAME, LINK, Placeholder("day", _("last day to answer"), "01/12/2026")),
        )
    )
    register_mail_kind(
        MailKind(
            key=PROPOSAL_EXPIRED,
            title=_("A proposal that expired"),
            purpose=_("Goes to whoever asked for help, whose request is open again."),
            subject=_("A proposal has expired, your request is open again"),
            text=_(
                "Hello {name},\n\n"
                "A proposal that answered your request for help has expired. Your request is open "
                "again and takes part in the next round. You need do nothing.\n\n{link}"
            ),
            placeholders=(NAME, LINK),
        )
    )
