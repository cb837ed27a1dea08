"""Situations in which people ask for help, and what an ambassador must know for each."""

from dataclasses import dataclass

from ambassadors.help.models import HelpSituation
from ambassadors.help.queries.direct_matching import competences_of_ambassadors
from ambassadors.practices.queries import services_of_open_portals
from cms.models import PortalService
from quizzes.models import Competence


@dataclass(frozen=True, slots=True)
class SituationSubject:
    """Return the topics of a request in this situation; none where whoever is an ambassador may help."""

    topics: list[PortalService]
    competences: list[Competence]


def shown_situations() -> list[HelpSituation]:
    return list(HelpSituation.objects.filter(is_shown=True))


def subject_of(situation: HelpSituation) -> SituationSubject:
    """Return the services that are open, and the competences that some ambassador passes on."""
    services = services_of_open_portals().filter(pk__in=situation.services.values("pk"))
    competences = competences_of_ambassadors().filter(pk__in=situation.competences.values("pk"))
    return SituationSubject(list(services), list(competences))
