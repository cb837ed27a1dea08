from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Format(models.TextChoices):
    IN_PERSON = "in_person", _("in person")
    PHONE = "phone", _("by phone")
    SCREEN_SHARE = "screen_share", _("sharing a screen")


class Slot(models.TextChoices):
    MON_AM = "mon_am", _("Monday morning")
    MON_PM = "mon_pm", _("Monday afternoon")
    TUE_AM = "tue_am", _("Tuesday morning")
    TUE_PM = "tue_pm", _("Tuesday afternoon")
    WED_AM = "wed_am", _("Wednesday morning")
    WED_PM = "wed_pm", _("Wednesday afternoon")
    THU_AM = "thu_am", _("Thursday morning")
    THU_PM = "thu_pm", _("Thursday afternoon")
    FRI_AM = "fri_am", _("Friday morning")
    FRI_PM = "fri_pm", _("Friday afternoon")


class Urgency(models.TextChoices):
    """Choices for when help is needed, as the seeker says."""

    TODAY = "today", _("today or tomorrow")
    DAYS = "days", _("in the coming days")
    WHENEVER = "whenever", _("no hurry")


class RequestStatus(models.TextChoices):
    OPEN = "open", _("waiting for somebody")
    PROPOSED = "proposed", _("somebody is proposed")
    MATCHED = "matched", _("paired")
    CLOSED = "closed", pgettext_lazy("request for help", "closed")


class RoundStatus(models.TextChoices):
    MATCHING = "matching", _("being matched")
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("published")


class MatchingObjective(models.TextChoices):
    BEST_FIT = "best_fit", _("best fit overall")
    MOST_PEOPLE = "most_people", _("most people helped")


class Answer(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class PairStatus(models.TextChoices):
    DRAFT = "draft", _("draft")
    PROPOSED = "proposed", _("proposed")
    ACTIVE = "active", _("under way")
    DECLINED = "declined", _("declined")
    EXPIRED = "expired", _("expired")
    ENDED = "ended", _("ended")

    @classmethod
    def taking_a_place(cls):
        """Return the statuses that count against an ambassador's capacity; a request has at most one such
        pair."""
        return [cls.DRAFT, cls.PROPOSED, cls.ACTIVE]


class Begun(models.TextChoices):
    """How many proposals of a published round were accepted; so coarse that no single answer changes it."""

    NOT_TOLD = "not_told", _("With so few people, what became of it would tell of somebody.")
    TOO_EARLY = "too_early", _("What became of it is shown once the days for answering are over.")
    FEW = "few", _("Fewer than a third of the pairs began.")
    SOME = "some", _("Between a third and two thirds of the pairs began.")
    MOST = "most", _("More than two thirds of the pairs began.")


class Outcome(models.TextChoices):
    MEET_AGAIN = "meet_again", _("we meet again")
    ACQUIRED = "acquired", _("it is learnt")


class Side(models.TextChoices):
    """The two people of a pair: who asked for help, and who helps."""

    SEEKER = "seeker", _("the person who asked for help")
    AMBASSADOR = "ambassador", _("the ambassador")

    @property
    def other(self) -> "Side":
        return Side.AMBASSADOR if self == Side.SEEKER else Side.SEEKER


class ApplicationStatus(models.TextChoices):
    """Status of an application to join the network, or for more time in it."""

    NOMINATED = "nominated", _("proposed to you")
    PENDING = "pending", _("waiting for your manager")
    AGREED = "agreed", _("agreed")
    NOT_NOW = "not_now", _("not now")
    WITHDRAWN = "withdrawn", _("withdrawn")
    DONE = "done", pgettext_lazy("application", "taken up")

    @classmethod
    def under_way(cls):
        return [cls.NOMINATED, cls.PENDING, cls.AGREED]


class Rhythm(models.TextChoices):
    """How often the pair intends to meet."""

    WEEKLY = "weekly", _("every week")
    FORTNIGHTLY = "fortnightly", _("every two weeks")
    MONTHLY = "monthly", _("once a month")
    AS_NEEDED = "as_needed", _("when there is need")


class Discretion(models.TextChoices):
    """What the pair keeps to itself."""

    ALL = "all", _("everything that we say stays between us")
    LEARNT = "learnt", _("what was learnt may be told, without names")


class Fit(models.TextChoices):
    """A person's view of the pair after the first session, read by nobody else."""

    GOOD = "good", _("it suits me")
    UNDECIDED = "undecided", _("I am still finding out")
    NOT_RIGHT = "not_right", _("it is not right for me")


class Useful(models.IntegerChoices):
    """How useful each found the pair at its end, from best to worst."""

    VERY = 4, _("yes, very")
    YES = 3, pgettext_lazy("was it useful", "yes")
    LITTLE = 2, _("a little")
    NOT_REALLY = 1, _("not really")


class Part(models.TextChoices):
    """A proportion in thirds, fixed for a quarter as a whole."""

    FEW = "few", _("fewer than a third")
    SOME = "some", _("between a third and two thirds")
    MOST = "most", _("more than two thirds")


class HelpKind(models.TextChoices):
    """Kinds of help, with the same values as matching.Kind."""

    COACHING = "coaching", _("a colleague shows how")
    REVERSE = "reverse", _("reverse mentoring")
    TRADE_AND_IT = "trade_and_it", _("a trade and IT together")
    MUTUAL = "mutual", _("two colleagues teach each other")


class Ease(models.IntegerChoices):
    """Self-declared ease with digital tools."""

    BEGINNING = 1, _("I am beginning")
    EVERYDAY = 2, _("I manage day to day")
    AT_EASE = 3, _("I am at ease")


class Responsibility(models.IntegerChoices):
    """Self-declared level of responsibility: neither an age nor a grade."""

    OWN_WORK = 1, _("I answer for my own work")
    TEAM = 2, _("I lead a team or a project")
    SEVERAL_TEAMS = 3, _("I lead several teams")


class Domain(models.TextChoices):
    TRADE = "trade", _("a trade of the organisation")
    IT = "it", _("IT")


class WorkshopPlanning(models.TextChoices):
    """Moment at which a workshop that an ambassador plans is announced."""

    AGREED = "agreed", _("once whoever runs the workshops agrees")
    AT_ONCE = "at_once", _("at once")


class QuestionAbout(models.TextChoices):
    """Subjects of a question without a name. Answers about the last two come out together, on Mondays."""

    HELP = "help", _("In the box")
    COMMITMENTS = "commitments", _("On the commitments")
    JOB_CHANGES = "job_changes", _("On how jobs change")


NEWEST_ANSWERS = 5  # below what they are about; all stand on their own page

# In the address of the form: what it says of a visit is nothing but the subject.
ABOUT_SLUGS = {
    QuestionAbout.COMMITMENTS: "engagements",
    QuestionAbout.JOB_CHANGES: "metiers",
}
