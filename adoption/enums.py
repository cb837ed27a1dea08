from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from learning.enums import Barrier


class DeclaredUse(models.TextChoices):
    """The answer to « this month, have you used the portal? », for oneself and not at the desk."""

    YES_WEEKLY = "yes_weekly", _("yes, almost every week")
    YES_NOW_AND_THEN = "yes_now_and_then", _("yes, now and then")
    NOT_YET = "not_yet", _("not yet")
    NO_ACCOUNT = "no_account", _("I have no account")
    RATHER_NOT_SAY = "rather_not_say", _("I would rather not answer")


class FigureKind(models.TextChoices):
    EXACT = "exact", _("exact")
    BLOCK = "block", _("block")
    HIDDEN = "hidden", _("hidden")


class SourceKind(models.TextChoices):
    """Where days of use come from. Declarations are asked for in any case."""

    FILE = "file", _("file of days of use")
    API = "api", _("interface of the portal")
    MATOMO = "matomo", _("export of Matomo")


class PublicationStatus(models.TextChoices):
    PUBLISHED = "published", _("published")
    WITHHELD = "withheld", _("withheld by the audit")


class ReachMeasure(models.TextChoices):
    STARTED = "started", _("started")
    FINISHED = "finished", _("finished")


class ActionClock(models.TextChoices):
    """What the `timestamp` of a Matomo action counts: the clock of the site, or seconds of UTC."""

    SITE = "site", _("the site’s own clock")
    UTC = "utc", _("UTC")


class SurveyKind(models.TextChoices):
    BAROMETER = "barometer", pgettext_lazy("survey", "The barometer")
    HABITS = "habits", pgettext_lazy("survey", "Digital habits")


# What a statement of the barometer is about: a barrier that a module can answer, or confidence, which none does.
DIMENSIONS: dict[str, Barrier | None] = {
    **{barrier.value: barrier for barrier in Barrier if barrier != Barrier.FEAR},
    "job_fear": Barrier.FEAR,
    "confidence": None,
}


class ContactChannel(models.TextChoices):
    """How the public reaches the organisation. An organisation may add its own (OwnChannel)."""

    PHONE = "phone", _("Phone")
    DESK = "desk", _("Reception desk")
    POST = "post", _("Post")
    WEB = "web", _("Message on the website")


class ContactDoor(models.TextChoices):
    """How a number of contacts came in."""

    FILE = "file", _("from a file")
    FORM = "form", _("typed in")
    PROGRAM = "program", _("sent by a program")


class ExperimentKind(models.TextChoices):
    """`AMBASSADORS`: its populations are the teams that have one, each since its first."""

    EXPERIMENT = "experiment", _("experiment")
    PROGRAMME = "programme", _("programme, team after team")
    AMBASSADORS = "ambassadors", _("effect of the ambassadors")


class ExperimentDecision(models.TextChoices):
    OPEN = "open", pgettext_lazy("decision", "not decided yet")
    EXTEND = "extend", pgettext_lazy("decision", "extend")
    ADAPT = "adapt", pgettext_lazy("decision", "adapt")
    STOP = "stop", pgettext_lazy("decision", "stop")


class ExperimentFate(models.TextChoices):
    """What became of an experiment, as one looks for it."""

    ROSE = "rose", _("use rose more")
    FELL = "fell", _("use rose less")
    CHANCE = "chance", _("nothing can be told apart from chance")
    UNTOLD = "untold", _("no effect is told")
    WAITING = "waiting", _("not evaluated yet")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ExperimentChangeKind(models.TextChoices):
    """What was done to an experiment after it was thought of; each stays."""

    NOTED = "noted", _("noted")
    REVISED = "revised", _("changed before it began")
    RETITLED = "retitled", _("title corrected")
    EXTENDED = "extended", _("made longer")
    DECIDED = "decided", _("decided")
    TAKEN_BACK = "taken_back", _("decision taken back")
    ADDED = "added", _("note added")
    WITHDRAWN = "withdrawn", _("withdrawn")


class EvaluationOutcome(models.TextChoices):
    ROSE = "rose", _("use rose more")
    FELL = "fell", _("use rose less")
    CHANCE = "chance", _("nothing can be told apart from chance")
    NOT_PARALLEL = "not_parallel", _("the teams were already drifting apart before")
    FEW_TEAMS = "few_teams", _("too few teams to tell")
    FEW_PEOPLE = "few_people", _("too few people to tell")
    FEW_BEFORE = "few_before", _("too few months before the start")
    WITHHELD = "withheld", _("a month of it was withheld")
    SPENT = "spent", _("these months were evaluated as often as they may be")


class Tap(models.TextChoices):
    """What is noted at the desk, of the public: helped to open or use, or what stood in the way."""

    OPENED = "opened", _("helped to open an account")
    USED = "used", _("helped to use it")
    NO_MAIL = "no_mail", _("no e-mail address")
    NO_PHONE = "no_phone", _("no mobile phone")
    LOST_PASSWORD = "lost_password", _("lost password")
    AFRAID = "afraid", _("afraid of doing it online")
    NOT_ELIGIBLE = "not_eligible", _("not entitled to an account")
    PORTAL_DOWN = "portal_down", _("the portal was down")
    OTHER = "other", pgettext_lazy("at the desk", "another reason")

    @classmethod
    def reasons(cls):
        """Why somebody was blocked, in the order in which they are offered."""
        return [each for each in cls if each not in {cls.OPENED, cls.USED}]


class SizeBand(models.TextChoices):
    """Of the staff, as a file for other organisations says it."""

    FROM_50 = "50-199", _("50 to 199 staff")
    FROM_200 = "200-499", _("200 to 499 staff")
    FROM_500 = "500-1999", _("500 to 1,999 staff")
    FROM_2000 = "2000-9999", _("2,000 to 9,999 staff")
    FROM_10000 = "10000+", _("10,000 staff and more")


class Sector(models.TextChoices):
    HEALTH_INSURANCE = "health_insurance", _("health insurance")
    HOSPITAL = "hospital", _("hospital")
    HOUSING = "housing", _("social housing")
    LOCAL_GOVERNMENT = "local_government", _("local government")
    EMPLOYMENT = "employment", _("employment service")
    FAMILY = "family", _("family benefits")
    OTHER = "other", pgettext_lazy("sector", "another sector")


class PortalKind(models.TextChoices):
    """Whom a portal is for, so that like is compared with like."""

    INSURED = "insured", _("the insured")
    PATIENTS = "patients", _("patients")
    TENANTS = "tenants", _("tenants")
    RESIDENTS = "residents", _("residents")
    JOB_SEEKERS = "job_seekers", _("job seekers")
    FAMILIES = "families", _("families")
    OTHER = "other", pgettext_lazy("portal", "another public")


class TeamActionKind(models.TextChoices):
    """What a team may set out to do: the kinds of adoption.advice."""

    WORKSHOP = "workshop", _("Discovery workshop")
    AMBASSADOR = "ambassador", _("An ambassador comes to the team")
    TALK = "talk", _("Talk about the future of our jobs")
    LESSON = "lesson", _("Ten minutes for a lesson, together")
    STORY = "story", _("Tell a story that shows what it is for")
    CONVERSATION = "conversation", _("A conversation with an ambassador")
    REMINDER = "reminder", _("A fixed moment in the diary")
    EXAMPLE = "example", _("Begin with yourself")


class TeamActionEvent(models.TextChoices):
    """What became of a team action, one after the other."""

    PLANNED = "planned", pgettext_lazy("team action", "planned")
    MOVED = "moved", pgettext_lazy("team action", "moved to another day")
    DONE = "done", pgettext_lazy("team action", "done")
    DROPPED = "dropped", pgettext_lazy("team action", "dropped")
    TAKEN_BACK = "taken_back", pgettext_lazy("team action", "taken back: under way again")


class TargetIndicator(models.TextChoices):
    """The rates that a target may be set for, by the code of their indicator."""

    USED = "used", _("Usage rate")
    HABIT = "habit", _("Habit rate")
