"""Register the mails of workshops: seats, bookings for others, changes, evaluations."""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, Placeholder, register_mail_kind


SEAT_GIVEN = "workshop_seat_given"
SEAT_WAITING = "workshop_seat_waiting"
SEAT_CHANGED = "workshop_changed"
SEAT_CANCELLED = "workshop_called_off"
SEAT_GIVEN_UP = "workshop_seat_given_up"
SEAT_FOR_YOU = "workshop_seat_for_you"
SEAT_TAKEN_BACK = "workshop_seat_taken_back"
SEAT_CLASH = "workshop_seat_clash"
EVALUATION_AT_ONCE = "workshop_evaluation_hot"
EVALUATION_LATER = "workshop_evaluation_cold"

TITLE = Placeholder("title", _("title of the workshop"), _("Discover the portal"))
WHEN = Placeholder("when", _("day and hours"), _("Thursday 3 December, from 9:00 to 11:00"))
WORKSHOP_PLACEHOLDERS = (NAME, LINK, TITLE, WHEN)
WHO = Placeholder("who", _("who asked for the seat"), "Sylvie Le Goff")
STATE = Placeholder("state", _("a seat, or the queue"), _("You have a seat."))


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=SEAT_GIVEN,
        title=_("A seat at a workshop"),
        purpose=_("Goes to whoever has a seat, at once or after a wait."),
        subject=_("You have a seat: {title}"),
        text=_(
            "Hello {name},\n\n"
            "You have a seat at “{title}”, {when}.\n\n"
            "Where, and an entry for your calendar:\n\n{link}\n\n"
            "You can no longer come? Give your seat up there: the next person in the queue has it."
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
    ),
    MailKind(
        key=SEAT_WAITING,
        title=_("In the queue for a workshop"),
        purpose=_("Goes to whoever waits for a seat or for a day."),
        subject=_("You are in the queue: {title}"),
        text=_(
            "Hello {name},\n\n"
            "You are in the queue for “{title}” ({when}). You will have a mail as soon as there is "
            "a seat. You need do nothing.\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
    ),
    MailKind(
        key=SEAT_CHANGED,
        title=_("A workshop that changes"),
        purpose=_("Goes to everybody on the list when the time or the place changes."),
        subject=_("Another time or place: {title}"),
        text=_(
            "Hello {name},\n\n"
            "The time or the place of “{title}” has changed. It is now {when}.\n\n"
            "Where, and the new entry for your calendar:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
        is_essential=True,
    ),
    MailKind(
        key=SEAT_CANCELLED,
        title=_("A workshop that is called off"),
        purpose=_("Goes to everybody on the list."),
        subject=_("Called off: {title}"),
        text=_(
            "Hello {name},\n\n"
            "“{title}”, {when}, will not take place. Other dates stand here:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
        is_essential=True,
    ),
    MailKind(
        key=SEAT_GIVEN_UP,
        title=_("A seat at a workshop that is given up"),
        purpose=_("Goes to whoever gave a seat up, so that it leaves their calendar too."),
        subject=_("Your seat is given up: {title}"),
        text=_(
            "Hello {name},\n\n"
            "You have given up your seat at “{title}”, {when}. This message takes the entry out of your "
            "calendar. Other dates stand here:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
    ),
    MailKind(
        key=SEAT_FOR_YOU,
        title=_("A seat that somebody asked for in your place"),
        purpose=_("Goes to whoever a manager, or whoever runs the workshops, put on a list."),
        subject=_("You are on a list: {title}"),
        text=_(
            "Hello {name},\n\n"
            "{who} asked for a seat for you at “{title}”, {when}.\n\n{state}\n\n"
            "Where, and a button to give it up if it does not suit you:\n\n{link}\n\n"
            "Your manager is not told whether you come."
        ),
        placeholders=(*WORKSHOP_PLACEHOLDERS, WHO, STATE),
        is_essential=True,
    ),
    MailKind(
        key=SEAT_TAKEN_BACK,
        title=_("A seat asked for in your place, and taken back"),
        purpose=_("Goes to whoever was put on a list by mistake, so that they do not come."),
        subject=_("You are no longer on the list: {title}"),
        text=_(
            "Hello {name},\n\n"
            "{who} had asked for a seat for you at “{title}”, {when}, and has taken it back. You are not "
            "expected. If you would like to come, ask for a seat yourself:\n\n{link}"
        ),
        placeholders=(*WORKSHOP_PLACEHOLDERS, WHO),
        is_essential=True,
    ),
    MailKind(
        key=SEAT_CLASH,
        title=_("A seat that could not be kept"),
        purpose=_("Goes to whoever is on another list at that time."),
        subject=_("No seat for you at that time: {title}"),
        text=_(
            "Hello {name},\n\n"
            "{who} asked for a seat for you at “{title}”, {when}. You are on another list at that "
            "time, so nothing was done. Nobody else is told. Workshops stand here:\n\n{link}"
        ),
        placeholders=(*WORKSHOP_PLACEHOLDERS, WHO),
    ),
    MailKind(
        key=EVALUATION_AT_ONCE,
        title=_("What you think of a workshop"),
        purpose=_("Goes once to whoever came, as soon as the list is kept."),
        subject=_("Four questions about: {title}"),
        text=_(
            "Hello {name},\n\n"
            "You came to “{title}”, {when}. Four questions, half a minute, no name:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
    ),
    MailKind(
        key=EVALUATION_LATER,
        title=_("What a workshop has been of use for"),
        purpose=_("Goes once to whoever came, three months later."),
        subject=_("Three months later: {title}"),
        text=_(
            "Hello {name},\n\n"
            "Three months ago you came to “{title}”. Has it been of use? Four questions, half a "
            "minute, no name:\n\n{link}"
        ),
        placeholders=WORKSHOP_PLACEHOLDERS,
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind, MailGroup.WORKSHOPS)
