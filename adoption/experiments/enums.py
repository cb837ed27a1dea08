from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


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
    """Status of an experiment, as search filters offer it."""

    ROSE = "rose", _("use rose more")
    FELL = "fell", _("use rose less")
    CHANCE = "chance", _("nothing can be told apart from chance")
    UNTOLD = "untold", _("no effect is told")
    WAITING = "waiting", _("not evaluated yet")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ExperimentChangeKind(models.TextChoices):
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
