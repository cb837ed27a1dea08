from django.utils.translation import gettext_lazy as _

from adoption.foundation.policies import may_read_every_figure
from core.site_settings import value_of
from people.enums import MailGroup
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.models import Person


REPORT, OWN_REPORT = "steering_report", "saved_report"


def register() -> None:
    kind = MailKind(
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
            link_placeholder("https://passerelle.example.org/usage/programme/rapport/"),
            Placeholder("portal", _("name of the portal"), _("My space")),
            Placeholder("month", _("month"), _("October 2026")),
        ),
        concerns=_reads_reports,
    )
    register_mail_kind(kind, MailGroup.PROGRAMME)
    register_mail_kind(_own_report(), MailGroup.PROGRAMME)


def _own_report() -> MailKind:
    return MailKind(
        key=OWN_REPORT,
        title=_("My reports have new figures"),
        purpose=_(
            "Goes to those who saved a report and asked to be told, once the figures of a month or a quarter are published. It holds no figure."
        ),
        subject=_("Your report “{report}” is ready: {month}"),
        text=_(
            "Hello {name},\n\n"
            "The figures for {month} have been published ({portal}), and your report “{report}” shows them, "
            "once you are signed in:\n\n{link}\n\n"
            "No figure stands in this mail. The same page lets you stop these mails."
        ),
        placeholders=(
            NAME,
            link_placeholder("https://passerelle.example.org/usage/programme/rapports/…"),
            Placeholder("portal", _("name of the portal"), _("My space")),
            Placeholder("month", _("month"), _("October 2026")),
            Placeholder("report", _("name of the report"), _("My divisions")),
        ),
        concerns=may_read_every_figure,
    )


def _reads_reports(person: Person) -> bool:
    return value_of("REPORT_MAIL") != "never" and may_read_every_figure(person)
