"""What was tried, for whoever looks for it."""

from datetime import date

from django.db.models import Q, QuerySet

from adoption.enums import ExperimentDecision
from adoption.models import Experiment
from cms.models import Portal
from core.collation import words_of


def experiments_found(
    search: str = "", *, decision: str = "", portal: Portal | None = None
) -> QuerySet[Experiment]:
    """Every word of the search stands in the title, the hypothesis or what was learnt."""
    wanted = Q()
    for word in words_of(search):
        wanted &= Q(words__contains=word)
    if decision:
        wanted &= Q(decision=ExperimentDecision(decision))
    if portal is not None:
        wanted &= Q(portal=portal)
    found = Experiment.objects.filter(wanted).select_related("portal", "evaluation")
    return found.order_by("-starts_on", "-pk")


def experiments_up_to(portal: Portal, month: date) -> QuerySet[Experiment]:
    """For a report on that month (its first day): what had begun by then."""
    found = Experiment.objects.filter(portal=portal, starts_on__lte=month)
    return found.select_related("evaluation").order_by("-starts_on", "-pk")
