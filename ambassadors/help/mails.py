"""Register the mails of mutual help: proposals, the network, direct matching.

They contain neither the colleague's name nor the topic: the page does, once signed in.
"""

from django.utils.translation import gettext_lazy as _

from ambassadors.help import network_mails
from ambassadors.help.policies import is_ambassador
from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, Placeholder, register_mail_kind


PROPOSAL = "proposal_to_answer"
PROPOSAL_EXPIRED = "proposal_expired"
SHORT_PROPOSAL = "short_proposal"
HELP_FOUND = "help_found"
NOBODY_LEFT = "help_nobody_left"
LESSON_QUESTION_ANSWERED = "lesson_question_answered"


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=PROPOSAL,
        is_discreet=True,
        group=MailGroup.HELP,
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
    ),
    MailKind(
        key=PROPOSAL_EXPIRED,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("A proposal that expired"),
        purpose=_("Goes to whoever asked for help, whose request is open again."),
        subject=_("A proposal has expired, your request is open again"),
        text=_(
            "Hello {name},\n\n"
            "A proposal that answered your request for help has expired. Your request is open "
            "again and takes part in the next round. You need do nothing.\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    *network_mails.MAILS,
    MailKind(
        key=SHORT_PROPOSAL,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("A colleague who would like a hand soon"),
        concerns=is_ambassador,
        purpose=_("Goes to the ambassador who is asked, one at a time."),
        subject=_("A colleague would like your help"),
        text=_(
            "Hello {name},\n\n"
            "A colleague would like your help. You can say yes or no until {until}; then somebody "
            "else is asked. Nobody has to give a reason.\n\n"
            "Who and about what stands on the page, once you are signed in:\n\n{link}"
        ),
        placeholders=(
            NAME,
            LINK,
            Placeholder("until", _("last moment to answer"), _("Tuesday 1 December at 15:40")),
        ),
    ),
    MailKind(
        key=HELP_FOUND,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("Somebody has accepted to help"),
        purpose=_("Goes to whoever asked for help for the coming days or chose somebody."),
        subject=_("A colleague has accepted to help you"),
        text=_(
            "Hello {name},\n\n"
            "A colleague has accepted to help you. Who it is, and how to reach them, stands on "
            "the page, once you are signed in:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=NOBODY_LEFT,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("Nobody is left to ask"),
        purpose=_("Goes to whoever asked for help outside rounds, when everybody was asked."),
        subject=_("We have found nobody for you yet"),
        text=_(
            "Hello {name},\n\n"
            "Nobody who could help you is free at the moment. Your request stays open, and we go "
            "on looking. What may help stands on the page:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=LESSON_QUESTION_ANSWERED,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("An answer to your question on a lesson"),
        purpose=_("Goes to whoever asked a question on a lesson with their name."),
        subject=_("Your question has an answer"),
        text=_(
            "Hello {name},\n\n"
            "The question that you asked on a lesson has an answer. It stands with the lesson, without "
            "your name:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind)
