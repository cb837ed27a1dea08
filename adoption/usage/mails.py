"""Mail with the month's question, which reveals neither use nor whether somebody answered."""

from django.utils.translation import gettext_lazy as _

from adoption.usage.policies import may_declare
from core.site_settings import value_of
from people.enums import MailGroup, MailRhythm
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind


QUESTION = "declaration_asked"
SAMPLE = "https://passerelle.example.org/usage/declarer/espace-locataire/2026-10/"


def register() -> None:
    kind = MailKind(
        key=QUESTION,
        title=_("The question of the month"),
        purpose=_(
            "Goes to all the staff alike, whether or not they have answered. The installation "
            "turns it on; each person may refuse it."
        ),
        subject=_("The question of the month: {portal}"),
        text=_(
            "Hello {name},\n\n"
            "In {month}, have you used {portal} yourself, and not at the desk?\n\n"
            "Yes:\n{yes}\n\n"
            "Not yet:\n{not_yet}\n\n"
            "I have no account:\n{no_account}\n\n"
            "I would rather not answer:\n{rather_not_say}\n\n"
            "Each link opens the same page, on which the answer is marked: nothing is noted "
            "before you press it there. You can also open the question without choosing:\n\n{link}"
            "\n\n"
            "This mail goes to everybody, so that nobody can tell from it who has answered. If "
            "you have, or do not wish to be counted, there is nothing to do."
        ),
        placeholders=(
            NAME,
            link_placeholder(SAMPLE),
            Placeholder("portal", _("name of the portal"), "Espace locataire"),
            Placeholder("month", _("month of the question"), _("October 2026")),
            Placeholder("yes", _("address with “Yes” marked"), f"{SAMPLE}#…"),
            Placeholder("not_yet", _("address with “Not yet” marked"), f"{SAMPLE}#…"),
            Placeholder("no_account", _("address with “I have no account” marked"), f"{SAMPLE}#…"),
            Placeholder(
                "rather_not_say",
                _("address with “I would rather not answer” marked"),
                f"{SAMPLE}#…",
            ),
        ),
        rhythm=MailRhythm.DAILY,  # of several portals, one mail
        concerns=lambda person: value_of("DECLARATION_MAIL") and may_declare(person),
    )
    register_mail_kind(kind, MailGroup.USE)
