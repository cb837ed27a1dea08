from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """Roles that are granted. Manager and ambassador are not: a position and a record make them."""

    TRAINING_MANAGER = "training_manager", _("training manager")
    EDITOR = "editor", _("editor")
    DATA_PROTECTION_OFFICER = "data_protection_officer", _("data protection officer")
    ADMINISTRATOR = "administrator", _("administrator")
    ENROLMENT_OFFICER = "enrolment_officer", _("enrolment officer")
    TRAINER = "trainer", _("trainer")


class PersonKind(models.TextChoices):
    STAFF = "staff", _("member of staff")
    EXTERNAL = "external", _("learner from a partner")


class PartnerKind(models.TextChoices):
    PUBLIC_SERVICE_HOUSE = "public_service_house", _("public-service house")
    LOCAL_AUTHORITY = "local_authority", _("local authority")
    ASSOCIATION = "association", _("association")
    OTHER = "other", _("other partner")


class PublicContact(models.TextChoices):
    FRONT_OFFICE = "front_office", _("front office")
    BACK_OFFICE = "back_office", _("back office")


class Theme(models.TextChoices):
    SYSTEM = "", _("as my device")
    LIGHT = "light", _("light")
    DARK = "dark", _("dark")


class Purpose(models.TextChoices):
    """The reasons to look at a named person's record: shown to that person."""

    STAFF_ADMINISTRATION = "staff_administration", _("administration of the staff list")
    HELP_REQUEST = "help_request", _("matching of a request for help")
    MANDATORY_TRAINING = "mandatory_training", _("follow-up of mandatory training")
    DATA_REQUEST = "data_request", _("answer to a data request")
    INVITATION = "invitation", _("invitation that opens the account")
    SECOND_FACTOR = "second_factor", _("reset of a lost second factor")
    SHARED_RESULT = "shared_result", _("reading of a result that you sent")
    MARKING = "marking", _("marking of an open answer, without your name")
    WORKSHOP = "workshop", _("list of a workshop that you come to")
    NETWORK = "network", _("agreement to your time as an ambassador")
    ACCESS_REVIEW = "access_review", _("review of who opens whose records")
    MESSAGE_REPORT = "message_report", _("reading of messages that one of a pair reported")


class ViewedData(models.TextChoices):
    """The data of a named person that somebody saw: shown to that person."""

    RECORD = "record", _("your staff record (identity, positions, roles)")
    STAFF_LINE = "staff_line", _("your line in a staff list being imported")
    INVITATION = "invitation", _("your name and staff number, on a new invitation")
    ACCOUNT = "account", _("your account (its second step was taken away)")
    ADDRESS = "address", _("your address or staff number, which was changed")
    HELP = "help", _("your help (topics, times, reasons of a proposal)")
    DATA_REQUEST = "data_request", _("your request about your data")
    RESULT = "result", _("a quiz result that you sent (quiz, date, score)")
    EXTRA_TIME = "extra_time", _("your extra time for quizzes")
    ANSWER = "answer", _("one open answer of yours, without your name")
    WORKSHOP = "workshop", _("that you come to a workshop, and whether you came")
    APPLICATION = (
        "application",
        _("that you would be an ambassador, and for how many minutes a week"),
    )
    MESSAGES = "messages", _("messages of mutual help that one of you reported, and nothing else")
    LOOKS_MADE = "looks_made", _("how many people’s records you opened, and why")
    SEALED_FILE = "sealed_file", _("nothing, but a file that only your passphrase opens was made")
    REMINDER = "reminder", _("that a mandatory training is late; a reminder was sent to you")
    PASSPHRASE = (
        "passphrase",
        _("the passphrase of a file of your data, to send to you: whoever holds both can read it"),
    )
    CHOSEN = "chosen", _("your name, team and account, in a list of chosen people")


class OpeningCause(models.TextChoices):
    """The ways in which an account came to be opened, by its owner or by somebody in their place."""

    INVITATION = "invitation", _("with an invitation")
    NEW_ADDRESS = "new_address", _("by mail, at an address that had been changed lately")
    NEW_IDENTITY = "new_identity", _("through a sign-in service that was new to it")


class IdentityProof(models.TextChoices):
    """Ways to prove who one is by something that no reader of figures holds (docs/decisions/0052)."""

    SINGLE_SIGN_ON = "single_sign_on", _("through your organisation’s sign-in service")
    MAILBOX = "mailbox", _("by mail, at a work address")
    HANDED_CODE = "handed_code", _("with a code handed to you in person")


class AccountChange(models.TextChoices):
    """Changes of an account, as a mail tells its owner."""

    ROLE_GIVEN = "role_given", _("Somebody gave you a role: %(role)s.")
    ROLE_TAKEN = "role_taken", _("Somebody took a role away from you: %(role)s.")
    ADDRESS = "address", _("Somebody gave your account this address.")
    INVITATION = "invitation", _("Somebody printed an invitation that opens your account.")
    FILE = "file", _("Somebody made the file of your data, which only your passphrase opens.")
    PASSWORD = "password", _("Your password was changed.")
    IDENTITY = "identity", _("A sign-in service was linked to your account.")
    NO_IDENTITY = "no_identity", _("A sign-in service is no longer linked to your account.")
    APPLICATION = "application", _("An authenticator application was set up.")
    NO_APPLICATION = "no_application", _("Your authenticator application was removed.")
    PASSKEY = "passkey", _("A passkey was added.")
    NO_PASSKEY = "no_passkey", _("A passkey was removed.")
    CODES = "codes", _("New recovery codes were made.")
    RECOVERED = (
        "recovered",
        _(
            "You confirmed who you are, so what somebody else may have set in your account has ended: "
            "passkeys, second factors, and any objection to the use of your data. If it was you, choose again."
        ),
    )


class DataChapter(models.TextChoices):
    """The headings of “my data” under which classes of data stand, in the order of the page."""

    WORK = "work", _("Identity and work")
    LEARNING = "learning", _("Learning")
    HELP = "help", _("Mutual help")
    USE = "use", _("Use of the portal")
    TRACES = "traces", _("Security and traces")


class RequestKind(models.TextChoices):
    """The rights of the GDPR's articles 16, 15, 17, 18, 21 and 20, as a person asks for them."""

    CORRECTION = "correction", _("Correct my data")
    ACCESS = "access", _("Receive a copy of my data")
    ERASURE = "erasure", _("Erase my data")
    RESTRICTION = "restriction", _("Set my data aside for a time")
    OBJECTION = "objection", _("Object to a use of my data")
    PORTABILITY = "portability", _("Take my data elsewhere, in a file for programs")

    @property
    def noun(self):
        """Return the words for whoever answers: the labels are said by whoever asks."""
        return _REQUESTS[self]

    @classmethod
    def nouns(cls):
        return [(kind.value, kind.noun) for kind in cls]


_REQUESTS = {
    RequestKind.CORRECTION: _("Correction of data"),
    RequestKind.ACCESS: _("Copy of data"),
    RequestKind.ERASURE: _("Erasure of data"),
    RequestKind.RESTRICTION: _("Data set aside for a time"),
    RequestKind.OBJECTION: _("Objection to a use of data"),
    RequestKind.PORTABILITY: _("Data to take elsewhere, in a file for programs"),
}


class ReviewReason(models.TextChoices):
    """The reasons why a change of a team needs somebody else's agreement; %(team)s stands for its name."""

    REMADE = "remade", _("“%(team)s” would be new, or over a fifth newcomers.")
    DATED_BACK = "dated_back", _("An arrival in “%(team)s” is dated in a month already past.")
    MOVED_ALONG = "moved_along", _("People come into “%(team)s” with a team that moves.")


class RequestStatus(models.TextChoices):
    OPEN = "open", _("waiting for an answer")
    ANSWERED = "answered", _("answered")
    REFUSED = "refused", pgettext_lazy("request", "refused")


class RequestChannel(models.TextChoices):
    """The ways in which a request about data reached the organisation."""

    SCREEN = "screen", _("on screen, signed in")
    LETTER = "letter", _("by letter")
    DESK = "desk", _("at the desk, or by word of mouth")
    MAIL = "mail", _("by e-mail")


class IdentityCheck(models.TextChoices):
    """The ways in which the officer made sure that it is the person who asks. No copy of a document is kept."""

    SIGNED_IN = "signed_in", _("they asked while signed in")
    DOCUMENT = "document", _("a document was shown, and not copied")
    KNOWN = "known", _("known in person to whoever took the request")
    CALLED_BACK = "called_back", _("called back on the number of the directory")
    WORK_ADDRESS = "work_address", _("written from their work address")
    PERSONNEL_FILE = "personnel_file", _("signature or address compared with the personnel file")


class ErasureOutcome(models.TextChoices):
    """The fates of a class of data when the person is erased."""

    DELETED = "deleted", _("deleted")
    UNNAMED = "unnamed", _("stays, without the name")
    KEPT = "kept", _("stays as it is")


class IdentityMatch(models.TextChoices):
    """The identifiers by which a person of the staff list is found at their first sign-in through a provider."""

    EMAIL = "email", _("e-mail address")
    STAFF_NUMBER = "staff_number", _("staff number")


class ImportKind(models.TextChoices):
    STAFF = "staff", _("staff")
    USAGE = "usage", _("portal use")
    LINKS = "links", _("portal links")
    CONTACTS = "contacts", _("contacts of the public")
    COURSES = "courses", _("courses and questions")


class ErasureRoute(models.TextChoices):
    """The ways in which somebody’s data came to be erased."""

    OWN_HAND = "own_hand", _("by themselves")
    DATA_REQUEST = "data_request", _("at their request")
    RETENTION = "retention", _("at the end of its time")
    COMMAND = "command", _("at the command line")


class NoticePurpose(models.TextChoices):
    """Purposes for which data are collected: each has a notice, shown before."""

    ACCOUNT = "account", _("your account and your place in the organisation")
    ACCESS_LOG = "access_log", _("who looked at whose data")
    LEARNING = "learning", _("learning")
    HELP = "help", _("mutual help")
    DECLARED_USE = "declared_use", _("what you declare of your use of the portal")
    PORTAL_LINK = "portal_link", _("your link with the portal")
    SURVEYS = "surveys", _("what you answer in surveys")


class ImportSource(models.TextChoices):
    SCREEN = "screen", _("on the screen")
    COMMAND = "command", _("on the command line")
    FOLDER = "folder", _("from the folder, at night")


class ImportState(models.TextChoices):
    """The states of a file. `held`: nothing wrong but how many would leave. `asking`: it leaves questions open.

    `awaiting_approval`: its sender reads figures, and it remakes teams. `checked`: lines may be wrong that
    can be set aside.
    """

    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("checked, not applied")
    HELD = "held", _("waits for a confirmation")
    ASKING = "asking", _("waits for answers")
    AWAITING_APPROVAL = "awaiting_approval", _("waits for somebody else’s approval")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    REFUSED = "refused", _("refused")
    DECLINED = "declined", _("not approved")
    FAILED = "failed", _("interrupted by an error")


class BulkVerb(models.TextChoices):
    """The acts over several people at once."""

    INVITE = "invite", _("Send an invitation")
    GRANT = "grant", _("Give a role")
    REVOKE = "revoke", _("Take a role away")
    CHANGE = "change", _("Change the team, job or site, or note a departure")


class LeftOut(models.TextChoices):
    """The reasons why an act over several people leaves somebody out, as the preview says them."""

    LEFT = "left", _("has left")
    CLOSED = "closed", _("may not sign in")
    OPENED = "opened", _("has opened their account: a new invitation is made on their page")
    NO_ADDRESS = "no_address", _("has no address: print the invitation on their page")
    ROLE_HELD = "role_held", _("holds a role: an administrator invites them")
    OWN_ROLES = "own_roles", _("is you: somebody else changes your roles")
    HAS_IT = "has_it", _("has this role already")
    HAS_IT_NOT = "has_it_not", _("does not have this role")
    NO_TEAM = "no_team", _("is in no team today: change it on their page")


class MailGroup(models.TextChoices):
    """The headings of “My mails”, in this order."""

    LEARNING = "learning", _("What I learn")
    USE = "use", _("My use of the portal")
    HELP = "help", _("Mutual help")
    WORKSHOPS = "workshops", _("Workshops")
    TEAM = "team", _("My team")
    PROGRAMME = "programme", _("The programme")
    ACCOUNT = "account", _("My account and my data")


class MailRhythm(models.TextChoices):
    """The rhythms of a kind of mail that may be refused."""

    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("gathered, once a day")
    WEEKLY = "weekly", _("gathered, once a week")
    NEVER = "never", _("never")


class OutboxStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    RUNNING = "running", _("at work")
    GIVEN_UP = "given_up", _("given up")


class MailStatus(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    PERHAPS_SENT = "perhaps", _("perhaps sent")
    DROPPED = "dropped", _("no longer needed")
    REFUSED = "refused", _("refused by the address")
    GIVEN_UP = "given_up", _("given up")


class BackupRunKind(models.TextChoices):
    BACKUP = "backup", _("made")
    CHECK = "check", _("tried")
