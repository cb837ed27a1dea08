"""Register the mails of workshops that ambassadors plan."""

from django.utils.translation import gettext_lazy as _

from ambassadors.workshops.mails import WHO, WORKSHOP_PLACEHOLDERS
from ambassadors.workshops.policies import may_run_workshops
from people.enums import MailGroup
from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.queries.signed_in import manages_a_team


PROPOSAL = "workshop_proposed"
PROPOSAL_ANSWERED = "workshop_proposal_answered"
TEAM_ASKED = "workshop_team_asked"

MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=PROPOSAL,
        title=_("An ambassador proposes a workshop"),
        purpose=_("Goes to whoever runs the workshops, once, where these are agreed to first."),
        subject=_("A workshop to agree to: {title}"),
        text=_(
            "Hello {name},\n\nAn ambassador would like to give “{title}”, {when}. Nobody sees it before you "
            "have answered:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
        concerns=may_run_workshops,
    ),
    MailKind(
        key=PROPOSAL_ANSWERED,
        title=_("The answer to a workshop that you propose"),
        purpose=_("Goes to the ambassador who proposed it."),
        subject=_("Your workshop: {answer}"),
        text=_(
            "Hello {name},\n\n“{title}”, {when}.\n\nThe answer of the training department: {answer}.\n\n{link}"
        ),
        placeholders=(
            *WORKSHOP_PLACEHOLDERS,
            Placeholder("answer", _("answer"), _("It is agreed")),
        ),
    ),
    MailKind(
        key=TEAM_ASKED,
        title=_("An ambassador asks your team to a workshop"),
        purpose=_("Goes to the managers of a team, once for each session."),
        subject=_("Your team is asked to: {title}"),
        text=_(
            "Hello {name},\n\n{who} would like to welcome {team} to “{title}”, {when}.\n\nAsk for seats for your "
            "team here. You need not answer, and {who} is not told what you do:\n\n{link}"
        ),
        placeholders=(
            *WORKSHOP_PLACEHOLDERS,
            WHO,
            Placeholder("team", _("name of the team"), "Accueil Saint-Aubin"),
        ),
        concerns=manages_a_team,
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind, MailGroup.WORKSHOPS)
