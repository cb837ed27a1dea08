from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class ProgressState(models.TextChoices):
    """The progress of a person in a lesson, a module or a path. Never stored: derived by queries."""

    TODO = "todo", pgettext_lazy("lesson", "to do")
    STARTED = "started", pgettext_lazy("lesson", "started")
    AGAIN = "again", pgettext_lazy("lesson", "to see again")
    DONE = "done", pgettext_lazy("lesson", "done")


class FollowUpState(models.TextChoices):
    """The state of a mandatory path for whoever follows it: never how far."""

    LATE = "late", pgettext_lazy("mandatory training", "late")
    TODO = "todo", pgettext_lazy("mandatory training", "to do")
    DONE = "done", pgettext_lazy("mandatory training", "done")
    EXEMPT = "exempt", pgettext_lazy("mandatory training", "exempted")


class Level(models.TextChoices):
    BEGINNER = "beginner", pgettext_lazy("level", "to begin")
    USUAL = "usual", pgettext_lazy("level", "everyday")
    ADVANCED = "advanced", pgettext_lazy("level", "to go further")


class Barrier(models.TextChoices):
    """A difficulty that may hold somebody back, as the barometer names it: a module can answer one of them."""

    AWARENESS = "awareness", _("I do not see what it is for")
    DESIRE = "desire", _("I do not feel like it")
    KNOWLEDGE = "knowledge", _("I do not know how it works")
    ABILITY = "ability", _("I do not manage when I try")
    REINFORCEMENT = "reinforcement", _("I tried, and went back to my habits")
    FEAR = "fear", _("I fear for my job")


class Need(models.TextChoices):
    """What a path asks of one of its modules."""

    REQUIRED = "required", pgettext_lazy("module of a path", "required")
    OPTIONAL = "optional", pgettext_lazy("module of a path", "optional")
    CHOICE = "choice", pgettext_lazy("module of a path", "one of several to choose from")


class WeekAim(models.TextChoices):
    """The aims that somebody may set themselves for a week."""

    ONE_LESSON = "one_lesson", _("one lesson")
    TEN_MINUTES = "ten_minutes", _("ten minutes")


class TimeRange(models.TextChoices):
    """The rough time that a lesson stayed open: kept only where the organisation turned it on."""

    UNDER_5 = "under_5", _("under 5 minutes")
    UNDER_15 = "under_15", _("5 to 15 minutes")
    UNDER_30 = "under_30", _("15 to 30 minutes")
    OVER_30 = "over_30", _("over 30 minutes")


class DueRule(models.TextChoices):
    """The ways in which a rule sets the day to meet."""

    NONE = "none", _("no day to meet")
    FIXED = "fixed", _("the same day for everybody")
    RELATIVE = "relative", _("a number of days after the assignment")


class RuleState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("rule", "draft")
    IN_FORCE = "in_force", pgettext_lazy("rule", "in force")
    ENDED = "ended", pgettext_lazy("rule", "ended")


class ExemptionReason(models.TextChoices):
    """The reasons for not following a mandatory path. A list, so that nobody writes of health or family."""

    DONE_ELSEWHERE = "done_elsewhere", _("equivalent training followed elsewhere")
    NOT_CONCERNED = "not_concerned", _("not concerned by this training")
    LONG_ABSENCE = "long_absence", _("absent for long")
    OTHER = "other", _("other reason, agreed with the training department")


class ScormVersion(models.TextChoices):
    V12 = "1.2", "SCORM 1.2"
    V2004 = "2004", "SCORM 2004"


class CertificateDetail(models.TextChoices):
    """Details that the holder of a certificate may show to whoever has its code."""

    NAME = "name", _("my name")
    TITLE = "title", _("the title of what I finished")
    DAY = "day", _("the day on which I finished it")
    VALIDITY = "validity", _("whether it is still valid, and until when")
    LESSONS = "lessons", _("the lessons that I did")


class GrantSource(models.TextChoices):
    """The reasons why a module counts as done without its lessons."""

    PLACEMENT = "placement", _("a placement test showed it")
    PRESENCE = "presence", _("attendance at a workshop")


class TranscriptKind(models.TextChoices):
    """The kinds of lines of a record of learning that are learning’s own."""

    PATH = "path", _("path")
    MODULE = "module", _("module")
    QUIZ = "quiz", _("quiz")


class MessageState(models.TextChoices):
    """The states of a message, in the order and by the headings of the list."""

    DRAFT = "draft", _("drafts of messages")
    PLANNED = "planned", _("planned messages")
    SENDING = "sending", _("messages being sent")
    SENT = "sent", _("sent messages")
    CALLED_OFF = "called_off", _("messages called off")


class MessageTemplate(models.TextChoices):
    """The templates from which a message begins; their words: learning/message_templates.py."""

    RELEASE = "release", _("A release of the portal")
    TRAINING = "training", _("A training that opens")
    WORKSHOP = "workshop", _("An invitation to a workshop")
    DEADLINE = "deadline", _("A day to meet")
    FREE = "free", _("A blank message")


class PopulationKind(models.TextChoices):
    """All that a population may be chosen by, which the database holds to: never what people do, say or choose."""

    TEAM = "team", _("team")
    JOB = "job", _("job")
    FAMILY = "family", _("job family")
    SITE = "site", _("site")
    ROLE = "role", _("role")
    ARRIVED_SINCE = "arrived_since", _("arrived on or after")
    ARRIVED_WITHIN = "arrived_within", _("arrived lately")
    ASSIGNED = "assigned", _("mandatory training")


class SentKind(models.TextChoices):
    """The contents of a file that an editor sends, as they show themselves."""

    QUESTIONS = "questions", _("questions")
    LESSON = "lesson", _("a lesson (Markdown)")
    COURSE = "course", _("a course in one file (Markdown)")
    MODULES = "modules", _("modules as a folder (zip)")
    PACKAGE = "package", _("a SCORM package")
