"""Mails about surveys. Those of an open one go to all who are asked alike and reveal nothing of an answer."""

from django.utils.translation import gettext_lazy as _

from adoption.surveys.policies import may_review_questions, may_run_surveys
from people.enums import MailGroup
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.models import Person


OPENED, REMINDER = "survey_opened", "survey_reminder"
QUESTIONS_TO_READ, QUESTIONS_READ = "survey_questions_to_read", "survey_questions_read"
PLACEHOLDERS = (
    NAME,
    link_placeholder("https://passerelle.example.org/usage/barometre/"),
    Placeholder("survey", _("name of the survey"), _("The barometer")),
    Placeholder("day", _("last day to answer"), _("14 October 2026")),
)
PAGE = link_placeholder("https://passerelle.example.org/usage/sondages/questions/")


def _is_staff(person: Person) -> bool:
    return not person.is_external


KINDS = (
    MailKind(
        key=OPENED,
        title=_("A survey opens"),
        purpose=_("Goes to everybody who is asked, once, when a survey opens."),
        subject=_("{survey}: open until {day}"),
        text=_(
            "Hello {name},\n\n"
            "“{survey}” is open until {day}. It takes a few minutes:\n\n{link}\n\n"
            "Nobody is told who answered, nor what. This mail goes to everybody who is asked, "
            "and so does one reminder. If you would rather not answer, there is nothing to do."
        ),
        placeholders=PLACEHOLDERS,
        concerns=_is_staff,
    ),
    MailKind(
        key=REMINDER,
        title=_("A survey closes soon"),
        purpose=_(
            "Goes to everybody who is asked, once, a week before a survey closes, whether or not they have answered."
        ),
        subject=_("{survey}: until {day}"),
        text=_(
            "Hello {name},\n\n"
            "“{survey}” can still be answered until {day}:\n\n{link}\n\n"
            "This reminder goes to everybody who is asked, so that nobody can tell from it who has answered. "
            "If you have, or would rather not, there is nothing to do. No other mail follows."
        ),
        placeholders=PLACEHOLDERS,
        concerns=_is_staff,
    ),
)


OF_QUESTIONS = (
    MailKind(
        key=QUESTIONS_TO_READ,
        title=_("Questions of a survey to read"),
        purpose=_(
            "Goes to data protection officers when a training manager hands them questions of their own."
        ),
        subject=_("Questions of a survey wait for you to read them"),
        text=_(
            "Hello {name},\n\n"
            "The training department wants to ask all the staff questions of its own. "
            "They are asked once you have approved them:\n\n{link}"
        ),
        placeholders=(NAME, PAGE),
        concerns=may_review_questions,
    ),
    MailKind(
        key=QUESTIONS_READ,
        title=_("Questions of a survey were read"),
        purpose=_(
            "Goes to whoever wrote questions for a survey, when they are approved or returned."
        ),
        subject=_("The data protection officer has read your questions"),
        text=_(
            "Hello {name},\n\n"
            "Your questions were approved, or returned with a word. The page says which:\n\n{link}"
        ),
        placeholders=(NAME, PAGE),
        concerns=may_run_surveys,
    ),
)


def register() -> None:
    for kind in KINDS:
        register_mail_kind(kind, MailGroup.USE)
    for kind in OF_QUESTIONS:
        register_mail_kind(kind, MailGroup.PROGRAMME)
