"""The mails about quizzes. None says which quiz, nor how it came out: its page does, once signed in."""

from django.utils.translation import gettext_lazy as _

from people.enums import MailGroup
from people.mail.kinds import LINK, NAME
from people.mail.registry import MailKind, register_mail_kind


ANSWERS_MARKED = "answers_marked"


def register() -> None:
    register_mail_kind(
        MailKind(
            key=ANSWERS_MARKED,
            group=MailGroup.LEARNING,
            title=_("An open answer that was marked"),
            purpose=_("Goes to whoever wrote it, once nothing of the quiz waits any more."),
            subject=_("A result awaits you"),
            text=_(
                "Hello {name},\n\n"
                "What you wrote in a quiz was read and marked. The result and what the marker says to "
                "you stand on the page, once you are signed in:\n\n{link}"
            ),
            placeholders=(NAME, LINK),
        )
    )
