"""Register the mails about meetings and messages of a pair; none names the colleague or quotes a message."""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, Placeholder, register_mail_kind


MEETING_PROPOSED = "pair_meeting_proposed"
MEETING_AGREED = "pair_meeting_agreed"
MEETING_OFF = "pair_meeting_off"
MEETING_SOON = "pair_date"
MESSAGE_WAITING = "pair_message"
MESSAGE_REPORTED = "pair_message_reported"

WHEN = Placeholder("when", _("day and hour"), _("Thursday 3 December, 10:00"))


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=MEETING_PROPOSED,
        is_discreet=True,
        title=_("Moments proposed for a meeting"),
        purpose=_("Goes to the other of a pair when one proposes to meet."),
        subject=_("Mutual help: when do you meet?"),
        text=_(
            "Hello {name},\n\n"
            "In one of your pairs you are asked which moment suits you. One click is enough, once you are "
            "signed in:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=MEETING_AGREED,
        is_discreet=True,
        title=_("A meeting that is agreed on"),
        purpose=_("Goes to both of a pair, with the entry for their calendars."),
        subject=_("Mutual help: you meet on {when}"),
        text=_(
            "Hello {name},\n\n"
            "You have a meeting: {when}. The entry for your calendar is attached. With whom stands on the "
            "page, once you are signed in; you can also move the meeting there.\n\n{link}"
        ),
        placeholders=(NAME, LINK, WHEN),
    ),
    MailKind(
        key=MEETING_OFF,
        is_discreet=True,
        title=_("A meeting that is called off"),
        purpose=_("Goes to both of a pair, so that it leaves their calendars."),
        subject=_("Mutual help: the meeting of {when} is called off"),
        text=_(
            "Hello {name},\n\n"
            "The meeting of {when} will not take place. This message takes the entry out of your "
            "calendar.\n\n{link}"
        ),
        placeholders=(NAME, LINK, WHEN),
        is_essential=True,
    ),
    MailKind(
        key=MEETING_SOON,
        is_discreet=True,
        title=_("A meeting of mutual help"),
        purpose=_("Goes to both of a pair on the eve of their meeting."),
        subject=_("Mutual help: you meet on {when}"),
        text=_(
            "Hello {name},\n\n"
            "You have a meeting of mutual help: {when}. With whom and where stands on the page, once you "
            "are signed in; you can also move it there.\n\n{link}"
        ),
        placeholders=(NAME, LINK, WHEN),
    ),
    MailKind(
        key=MESSAGE_WAITING,
        is_discreet=True,
        title=_("A message from your colleague"),
        purpose=_(
            "Goes to the other of a pair, at most once a day, and never says what stands in it."
        ),
        subject=_("Mutual help: a message awaits you"),
        text=_("Hello {name},\n\nA message awaits you in one of your pairs:\n\n{link}"),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=MESSAGE_REPORTED,
        is_discreet=True,
        title=_("Messages that somebody reported"),
        purpose=_("Goes to whoever reads reported messages."),
        subject=_("Mutual help: messages were reported to you"),
        text=_(
            "Hello {name},\n\n"
            "Somebody reported messages of a colleague to you. They stand on the page, once you are signed "
            "in. That you read them is noted.\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind, MailGroup.HELP)
