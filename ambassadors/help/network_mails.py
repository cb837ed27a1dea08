"""List the mails about joining the network: few, short, and without a name."""

from django.utils.translation import gettext_lazy as _

from ambassadors.help.policies import may_run_network
from ambassadors.help.queries.joining import may_decide_or_nominate
from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind


APPLICATION_TO_DECIDE = "ambassador_to_decide"
APPLICATION_STILL_WAITS = "ambassador_still_waits"
APPLICATION_UNANSWERED = "ambassador_unanswered"
APPLICATION_AGREED = "ambassador_agreed"
APPLICATION_NOT_NOW = "ambassador_not_now"
NOMINATED = "ambassador_nominated"


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=APPLICATION_AGREED,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("An ambassador’s time is agreed"),
        purpose=_("Goes to whoever asked for it."),
        subject=_("Your time as an ambassador is agreed"),
        text=_(
            "Hello {name},\n\n"
            "Your manager agrees to the time that you asked for. What comes next stands here:"
            "\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=APPLICATION_NOT_NOW,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("An ambassador’s time is not possible now"),
        purpose=_("Goes to whoever asked for it."),
        subject=_("Ambassador: not now"),
        text=_(
            "Hello {name},\n\n"
            "Thank you for offering to help. Your manager cannot free that time now. You may ask "
            "again whenever you like:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=NOMINATED,
        is_discreet=True,
        group=MailGroup.HELP,
        title=_("Somebody is proposed as an ambassador"),
        purpose=_("Goes to whoever is proposed, who alone says yes or no."),
        subject=_("Would you like to be an ambassador?"),
        text=_(
            "Hello {name},\n\n"
            "Somebody thinks that you would make a good ambassador. Nothing is decided: you say yes "
            "or no, and no reason is asked.\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=APPLICATION_TO_DECIDE,
        is_discreet=True,
        title=_("A colleague who would like to be an ambassador"),
        group=MailGroup.TEAM,
        concerns=may_decide_or_nominate,
        purpose=_("Goes to the manager, whose agreement to the time is asked."),
        subject=_("A colleague asks for time to help others"),
        text=_(
            "Hello {name},\n\n"
            "A colleague would like to help others with the portal, and asks for a little time each "
            "week. It takes you one click to agree, or to say “not now”:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=APPLICATION_STILL_WAITS,
        is_discreet=True,
        title=_("A colleague who still waits for your answer"),
        group=MailGroup.TEAM,
        concerns=may_decide_or_nominate,
        purpose=_("Goes once to the manager who has not answered for a while."),
        subject=_("A colleague still waits for your answer"),
        text=_(
            "Hello {name},\n\n"
            "A colleague who would like to help others with the portal still waits for your answer about "
            "the time. “Not now” is an answer too, and no reason is asked:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=APPLICATION_UNANSWERED,
        is_discreet=True,
        title=_("An application to the network that nobody answers"),
        group=MailGroup.PROGRAMME,
        concerns=may_run_network,
        purpose=_("Goes once to whoever runs the network, after the manager was reminded."),
        subject=_("An application to the network has no answer"),
        text=_(
            "Hello {name},\n\n"
            "A colleague has offered time as an ambassador, and nobody has answered, although their manager "
            "was reminded. You may speak with the manager, or answer in their place:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
)
