"""Registers the mails about assigned paths. A suggestion is not named: its page says what, once signed in."""

from django.utils.translation import gettext_lazy as _

from core.dates import today
from learning.policies import may_monitor_training
from people.enums import MailGroup, MailRhythm
from people.mail.kinds import NAME, link_placeholder
from people.mail.registry import MailKind, Placeholder, register_mail_kind


ASSIGNED = "training_assigned"
ASSIGNED_DONE = "training_assigned_done"
SUGGESTED = "training_suggested"
DUE_SOON = "training_due_soon"
LATE = "training_late"
TO_RENEW = "training_to_renew"
TEAM_LATE = "team_training_late"
MESSAGE = "message"

PATH = Placeholder("path", _("name of the training"), _("Protecting personal data"))
DAY = Placeholder("day", _("the day to meet"), "24/12/2026")
PAGE = link_placeholder("https://passerelle.example.org/parcours/…")


MAILS: tuple[MailKind, ...] = (
    MailKind(
        key=ASSIGNED,
        group=MailGroup.LEARNING,
        title=_("A mandatory training for you"),
        purpose=_("Goes to whoever is given a mandatory training."),
        subject=_("A training to do: {path}"),
        text=_(
            "Hello {name},\n\n"
            "Your organisation asks you to follow “{path}”. {due}\n\n"
            "You can begin now, stop when you like, and find your place again:\n\n{link}"
        ),
        placeholders=(
            NAME,
            PAGE,
            PATH,
            Placeholder("due", _("until when, in a sentence"), _("It is due on 24/12/2026.")),
        ),
        is_essential=True,
    ),
    MailKind(
        key=SUGGESTED,
        group=MailGroup.LEARNING,
        title=_("A path proposed to you"),
        purpose=_("Goes to whoever is proposed a path. You need not follow it."),
        subject=_("A path is proposed to you"),
        text=_(
            "Hello {name},\n\n"
            "A path that may help you is proposed to you. Nobody is told whether you follow "
            "it:\n\n{link}"
        ),
        placeholders=(NAME, PAGE),
        rhythm=MailRhythm.WEEKLY,
    ),
    MailKind(
        key=ASSIGNED_DONE,
        group=MailGroup.LEARNING,
        title=_("A training that you have done becomes mandatory"),
        purpose=_(
            "Goes to whoever has done a training already, by choice or otherwise, once it becomes "
            "mandatory for them."
        ),
        subject=_("Mandatory for you now, and done already: {path}"),
        text=_(
            "Hello {name},\n\n"
            "“{path}” has become mandatory for you. You have done it already: there is nothing "
            "to do. From now on your manager and the training department see that you have done "
            "it, and the day; nothing else of what you did there:\n\n{link}"
        ),
        placeholders=(NAME, PAGE, PATH),
        is_essential=True,
    ),
    MailKind(
        key=DUE_SOON,
        group=MailGroup.LEARNING,
        title=_("A mandatory training that is due soon"),
        purpose=_("Goes some days before the day to meet, to whoever has not finished."),
        subject=_("To finish by {day}: {path}"),
        text=_("Hello {name},\n\n“{path}” is due on {day}. You go on where you stopped:\n\n{link}"),
        placeholders=(NAME, PAGE, PATH, DAY),
    ),
    MailKind(
        key=LATE,
        group=MailGroup.LEARNING,
        title=_("A mandatory training that was due"),
        purpose=_("Goes some days after the day to meet, to whoever has not finished."),
        subject=_("Still to finish: {path}"),
        text=_(
            "Hello {name},\n\n"
            "“{path}” was due on {day}. You can still do it, and go on where you stopped:"
            "\n\n{link}\n\n"
            "If something keeps you from it, tell your manager or the training department: "
            "they can find a time, or another way."
        ),
        placeholders=(NAME, PAGE, PATH, DAY),
    ),
    MailKind(
        key=TO_RENEW,
        group=MailGroup.LEARNING,
        title=_("A training to renew"),
        purpose=_("Goes to whoever has a certificate that ends soon and must hold a valid one."),
        subject=_("A certificate of yours ends on {day}"),
        text=_(
            "Hello {name},\n\n"
            "Your certificate ends on {day}. To renew it, follow “{path}” before then:\n\n{link}"
        ),
        placeholders=(NAME, PAGE, PATH, DAY),
        is_essential=True,
    ),
    MailKind(
        key=TEAM_LATE,
        group=MailGroup.TEAM,
        title=_("Mandatory training that is late in your team"),
        purpose=_("Goes to managers and their stand-ins. It names nobody."),
        subject=_("Mandatory training that is late in your team"),
        text=_(
            "Hello {name},\n\n"
            "People of your team who have just been reminded of a mandatory training that is late: "
            "{count}. Their list stands on the page, once you are signed in; each of them can read "
            "that you looked:\n\n{link}"
        ),
        placeholders=(
            NAME,
            link_placeholder("https://passerelle.example.org/parcours/obligatoires/"),
            Placeholder("count", _("number of people"), "3"),
        ),
        concerns=lambda person: may_monitor_training(person, on=today()),
    ),
    MailKind(
        key=MESSAGE,
        group=MailGroup.PROGRAMME,
        title=_("A message from the training department"),
        purpose=_("Goes to those whom it writes to. Each also stands under the bell."),
        subject=_("The portal changes"),
        text=_("Hello {first_name},\n\nWhat the training department writes stands here."),
        placeholders=(Placeholder("first_name", _("first name"), "Nadia"),),
        is_composed=True,
    ),
)


def register() -> None:
    for kind in MAILS:
        register_mail_kind(kind)
