"""Registers the mails about an account and about one's data. None says what the page behind its link may hide."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from people.mail.registry import MailKind, Placeholder, register_mail_kind
from people.policies import (
    may_answer_data_requests,
    may_approve_lists,
    may_grant_roles,
    may_manage_staff,
    may_see_settings,
)


PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of a mail
INVITATION = "invitation"
SECOND_FACTOR_RESET = "second_factor_reset"
ACCOUNT_OPENED = "account_opened"
ADDRESS_CHANGED = "address_changed"
ACCOUNT_CHANGED = "account_changed"
ACCOUNT_ERASED = "account_erased"
REQUEST_ANSWERED = "data_request_answered"
REQUEST_ENTERED = "data_request_entered"
REQUEST_EXTENDED = "data_request_extended"
REQUEST_RECEIVED = "data_request_received"
STAFF_LIST_HELD = "staff_list_held"
STAFF_LIST_REFUSED = "staff_list_refused"
LIST_AWAITS_APPROVAL = "staff_list_awaits_approval"
LIST_APPROVED = "staff_list_approved"
LIST_DECLINED = "staff_list_declined"
OPERATIONS_ALERT = "operations_alert"
SETTINGS_CHANGED = "settings_changed"

NAME = Placeholder("name", _("first name and name"), "Nadia Benali")


def link_placeholder(sample: str) -> Placeholder:
    return Placeholder("link", _("address of the page"), sample, is_needed=True)


WHAT = Placeholder("what", _("what was done"), _("Your password was changed."))
HOW = Placeholder("how", _("how it was opened"), _("with an invitation"))
LINK = link_placeholder("https://passerelle.example.org/…")


def register() -> None:
    for kind in KINDS:
        register_mail_kind(kind)


staff_list_mail = partial(
    MailKind,
    text=_(
        "Hello {name},\n\n"
        "Problems found: {refused}. People who would leave: {left}. Nothing was changed.\n\n"
        "What happened, and what to do:\n\n{link}"
    ),
    placeholders=(
        NAME,
        LINK,
        Placeholder("refused", _("number of problems"), "2"),
        Placeholder("left", _("number of people who would leave"), "31"),
    ),
    is_essential=True,
    concerns=may_grant_roles,
)
KINDS = (
    MailKind(
        key=PASSWORD_RESET,
        title=_("A forgotten password"),
        purpose=_("Goes to whoever asks for a new password."),
        subject=_("Choose a new password for Passerelle"),
        text=_(
            "Hello {name},\n\n"
            "Somebody, you most likely, asked for a new password for your account. "
            "To choose it, open this page:\n\n{link}\n\n"
            "The link works once, for {duration}.\n\n"
            "If you asked for nothing, do nothing: your password stays as it is."
        ),
        placeholders=(NAME, LINK, Placeholder("duration", _("how long"), _("60 minutes"))),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=INVITATION,
        title=_("An invitation"),
        purpose=_("Goes to whoever is invited by mail to open their account."),
        subject=_("Your invitation to Passerelle"),
        text=_(
            "Hello {name},\n\n"
            "Your account in Passerelle is ready. To open it, follow this link, then write your "
            "staff number and choose a password:\n\n{link}\n\n"
            "The link is for you alone, works once, and until {day}."
        ),
        placeholders=(NAME, LINK, Placeholder("day", _("last day"), "24/12/2026")),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=SECOND_FACTOR_RESET,
        title=_("A second factor taken away"),
        purpose=_("Goes to the owner of an account whose second factor was reset."),
        subject=_("Your second factor was reset"),
        text=_(
            "Hello {name},\n\n"
            "An administrator of Passerelle took your second factor away, because it was reported "
            "lost. Your password has not changed.\n\n"
            "If you did not ask for this, tell your administrators at once. You can see who did "
            "it, and when, under My data:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=ACCOUNT_OPENED,
        title=_("An account opened"),
        purpose=_(
            "Goes to the owner of an account that was opened in a way that need not be theirs."
        ),
        subject=_("Your account was opened"),
        text=_(
            "Hello {name},\n\n"
            "Somebody, you most likely, opened your account {how}.\n\n"
            "If it was not you, tell your data protection officer at once, and choose another "
            "password by mail, from the sign-in page: whoever is signed in is then signed out. "
            "What was private in your account stays closed to them for some days. You can see "
            "who did what, and when, under My data:\n\n{link}"
        ),
        placeholders=(NAME, HOW, LINK),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=ADDRESS_CHANGED,
        title=_("An address changed"),
        purpose=_("Goes to the earlier address of an account that somebody gave another one."),
        subject=_("Passerelle writes to you at another address"),
        text=_(
            "Hello {name},\n\n"
            "Somebody who administers the staff list gave your account another address. This is "
            "the last mail to this one.\n\n"
            "If you know nothing of it, tell your data protection officer at once: whoever reads "
            "the new address can choose a password. What was private in your account would stay "
            "closed to them for some days. You can see who changed it, and when, under My "
            "data:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=ACCOUNT_CHANGED,
        title=_("A grave change to an account"),
        purpose=_("Goes to the owner of an account whose sign-in, roles or data it concerns."),
        subject=_("Something changed in your account"),
        text=_(
            "Hello {name},\n\n"
            "{what}\n\n"
            "If you know nothing of it, tell your data protection officer at once, and choose "
            "another password by mail, from the sign-in page. You can see who did what, and when, "
            "under My data:\n\n{link}"
        ),
        placeholders=(NAME, WHAT, LINK),
        is_essential=True,
        is_urgent=True,
        reaches_leavers=True,
    ),
    MailKind(
        key=ACCOUNT_ERASED,
        title=_("An account erased"),
        purpose=_("Goes to whoever’s account and data were erased: the last mail to them."),
        subject=_("Your account was erased"),
        text=_(
            "Hello {name},\n\n"
            "Your account and all that Passerelle held about you were erased: {how}. "
            "This is its last mail to you.\n\n"
            "If you know nothing of it, tell your data protection officer."
        ),
        placeholders=(NAME, Placeholder("how", _("how it was erased"), _("at their request"))),
        is_essential=True,
        is_urgent=True,
    ),
    MailKind(
        key=REQUEST_ANSWERED,
        title=_("An answer to your request about your data"),
        purpose=_("Goes to whoever asked. The answer itself stays on their page."),
        subject=_("Your request about your data has an answer"),
        text=_(
            "Hello {name},\n\n"
            "The data protection officer has answered a request of yours. "
            "You read the answer on your page, once signed in:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
    ),
    MailKind(
        key=REQUEST_ENTERED,
        title=_("A request about your data that you did not make on screen"),
        purpose=_("Goes to whoever asked, so that nobody asks in their name unnoticed."),
        subject=_("A request about your data was entered for you"),
        text=_(
            "Hello {name},\n\n"
            "The data protection officer has entered a request about your data that came by letter, by mail or at "
            "the desk. You read it on your page, once signed in:\n\n{link}\n\n"
            "If you asked nothing, tell the data protection officer."
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
        reaches_leavers=True,
    ),
    MailKind(
        key=REQUEST_EXTENDED,
        title=_("A request about your data that takes longer"),
        purpose=_("Goes to whoever asked. The reason stays on their page."),
        subject=_("The answer to your request about your data takes longer"),
        text=_(
            "Hello {name},\n\n"
            "The data protection officer needs more time to answer a request of yours. "
            "You read why, and until when, on your page, once signed in:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
    ),
    MailKind(
        key=REQUEST_RECEIVED,
        title=_("Requests about data to answer"),
        purpose=_("Goes to the data protection officers. It names nobody."),
        subject=_("A request about personal data awaits an answer"),
        text=_(
            "Hello {name},\n\n"
            "A request about personal data has come in. Waiting for an answer: {count}.\n\n{link}"
        ),
        placeholders=(NAME, LINK, Placeholder("count", _("number of open requests"), "3")),
        concerns=may_answer_data_requests,
    ),
    # Mails of counts and a link: the name of the file and what it says stay inside.
    staff_list_mail(
        key=STAFF_LIST_HELD,
        title=_("A staff list that waits"),
        purpose=_("Goes to administrators, once a list from the folder needs a confirmation."),
        subject=_("A staff list waits for your confirmation"),
    ),
    staff_list_mail(
        key=STAFF_LIST_REFUSED,
        title=_("A staff list that was refused"),
        purpose=_("Goes to administrators, once a list from the folder was not taken in."),
        subject=_("A staff list was refused last night"),
    ),
    # Mails about a list that creates or fills teams, sent by somebody who reads figures.
    MailKind(
        key=LIST_AWAITS_APPROVAL,
        title=_("A staff list to approve"),
        purpose=_("Goes to administrators and data protection officers. It names nobody."),
        subject=_("A staff list waits for your approval"),
        text=_(
            "Hello {name},\n\n"
            "A colleague who reads figures sent a staff list that creates teams, or fills some with "
            "newcomers. Nothing is changed before you or another approver agree. Check that these "
            "people work here, and that nobody stands alone among newcomers:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
        concerns=may_approve_lists,
    ),
    MailKind(
        key=LIST_APPROVED,
        title=_("Your staff list was approved"),
        purpose=_("Goes to whoever sent a list that needed an approval."),
        subject=_("Your staff list was approved"),
        text=_("Hello {name},\n\nYour staff list was approved and is being applied:\n\n{link}"),
        placeholders=(NAME, LINK),
        is_essential=True,
        concerns=may_manage_staff,
    ),
    MailKind(
        key=LIST_DECLINED,
        title=_("Your staff list was not approved"),
        purpose=_("Goes to whoever sent a list that needed an approval."),
        subject=_("Your staff list was not approved"),
        text=_(
            "Hello {name},\n\n"
            "Your staff list was not approved, and nothing of it was applied. Ask your administrator "
            "why:\n\n{link}"
        ),
        placeholders=(NAME, LINK),
        is_essential=True,
        concerns=may_manage_staff,
    ),
    MailKind(
        key=SETTINGS_CHANGED,
        title=_("A grave setting of the site changed"),
        purpose=_(
            "Goes to the other administrators, and to data protection officers where it concerns figures or retention."
        ),
        subject=_("Settings of the site changed: {group}"),
        text=_(
            "Hello {name},\n\n"
            "Somebody changed settings under “{group}”: {count}. "
            "What, who and from when stands on this page:\n\n{link}\n\n"
            "If it looks like a slip, tell whoever changed it. The page says from when each change counts."
        ),
        placeholders=(
            NAME,
            LINK,
            Placeholder("group", _("group of settings"), _("Retention")),
            Placeholder("count", _("how many"), "2"),
        ),
        is_essential=True,
        concerns=may_see_settings,
    ),
    MailKind(
        key=OPERATIONS_ALERT,
        title=_("Something that no longer runs"),
        purpose=_("Goes to administrators, once something begins, then once a day while it lasts."),
        subject=_("Passerelle needs you: something no longer runs"),
        text=_("Hello {name},\n\n{problems}\n\nWhat happened, and what to do:\n\n{link}"),
        placeholders=(
            NAME,
            LINK,
            Placeholder("problems", _("what no longer runs"), _("A disk is nearly full.")),
        ),
        is_essential=True,
        is_urgent=True,
        concerns=may_grant_roles,
    ),
)
