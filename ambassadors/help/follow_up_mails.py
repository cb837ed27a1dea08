"""Register the mails about an active pair; they contain neither the colleague's name nor the topic."""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, Placeholder, register_mail_kind


PAIR_QUIET = "pair_quiet"
PAIR_FIT = "pair_fit"
PAIR_ENDED = "pair_ended"
PAIR_CLOSED = "pair_closed"

DAY = Placeholder("day", _("the day"), _("Thursday 3 December"))


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=PAIR_QUIET,
        is_discreet=True,
        title=_("A pair that has gone quiet"),
        purpose=_(
            "Goes to both of a pair when no session was noted and no date agreed on for long."
        ),
        subject=_("Mutual help: a new date, or is it done?"),
        text=_(
            "Hello {name},\n\n"
            "Nothing has been noted for a while in one of your pairs. That happens. On its page you can "
            "agree on a new date, note a session that took place, or close the pair if it has done its "
            "work. Nobody else is told.\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=PAIR_FIT,
        is_discreet=True,
        title=_("Does the pair suit you?"),
        purpose=_("Goes to both of a pair after the first session noted."),
        subject=_("Mutual help: does it suit you?"),
        text=_(
            "Hello {name},\n\n"
            "A first session was noted in one of your pairs. Does it suit you? Each of you is asked "
            "apart, until {day}, and neither sees the answer of the other.\n\n"
            "The pair goes on if you both say so, or if neither of you answers. Otherwise it ends, and "
            "nobody is told why.\n\n{link}"
        ),
        placeholders=(NAME, LINK, DAY),
    ),
    MailKind(
        key=PAIR_ENDED,
        is_discreet=True,
        title=_("A pair that ends at the first check"),
        purpose=_("Goes to both of a pair that does not go on after the first check."),
        subject=_("Mutual help: a pair has ended"),
        text=_(
            "Hello {name},\n\n"
            "One of your pairs has ended at its first check, as pairs do where both have not said that "
            "they go on. An answer that never came ends a pair too: there is nothing to read into it. "
            "Help that was asked for is looked for again.\n\n{link}"
        ),
        placeholders=(NAME, LINK),
    ),
    MailKind(
        key=PAIR_CLOSED,
        is_discreet=True,
        title=_("A word at the end of a pair"),
        purpose=_("Goes to both of a pair that one of them has closed."),
        subject=_("Mutual help: a word to finish?"),
        text=_(
            "Hello {name},\n\n"
            "One of your pairs is closed. Each of you can leave a word until {day}: was it useful, what "
            "was learnt, a word of thanks. You read each other’s words at the same moment.\n\n{link}"
        ),
        placeholders=(NAME, LINK, DAY),
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind, MailGroup.HELP)
