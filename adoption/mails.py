"""The mails of adoption: the question of the month, and that a month did not go out.

Neither says anything about anybody's use, nor whether they answered, nor holds a figure.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from adoption.digest_mails import digest_mails
from adoption.policies import is_told_of_withheld, may_declare, may_read_every_figure
from people.enums import MailGroup, MailRhythm
from people.mail.kinds import NAME, link
from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.models import Person


QUESTION, WITHHELD = "declaration_asked", "publication_withheld"
REPORT = "steering_report"
SAMPLE = "https://passerelle.example.org/usage/declarer/espace-locataire/2026-10/"


def register() -> None:
    register_mail_kind(_question(), MailGroup.USE)
    for kind in digest_mails():
        register_mail_kind(kind)
    for kind in (_report(), _withheld()):
        register_mail_kind(kind, MailGroup.PROGRAMME)


def _question() -> MailKind:
    return MailKind(
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
            link(SAMPLE),
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
        concerns=_concerns,
    )


def _withheld() -> MailKind:
    return MailKind(
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
            link("https://passerelle.example.org/usage/registre/…"),
            Placeholder("portal", _("name of the portal"), _("My space")),
            Placeholder("month", _("month"), "10/2026"),
        ),
        is_essential=True,
        concerns=is_told_of_withheld,
    )


def _report() -> MailKind:
    return MailKind(
        key=REPORT,
        title=_("The steering committee’s report"),
        purpose=_(
            "Goes to those who read every published figure, once the figures of a month are published. It holds no figure; each person may refuse it."
        ),
        subject=_("The report on {portal} is ready: {month}"),
        text=_(
            "Hello {name},\n\n"
            "The figures of {portal} for {month} are out, and the report to the steering committee "
            "can be read, printed and downloaded, once you are signed in:\n\n{link}\n\n"
            "No figure stands in this mail. The report is drawn when it is opened, from what is "
            "published, and says the same to everybody who may read it."
        ),
        placeholders=(
            NAME,
            link("https://passerelle.example.org/usage/programme/rapport/"),
            Placeholder("portal", _("name of the portal"), _("My space")),
            Placeholder("month", _("month"), _("October 2026")),
        ),
        concerns=_reads_reports,
    )


def _reads_reports(person: Person) -> bool:
    return settings.REPORT_MAIL != "never" and may_read_every_figure(person)


def _concerns(person: Person) -> bool:
    return settings.DECLARATION_MAIL and may_declare(person)
