"""Names of services and competences, read with a pair: no query of its own for each."""

from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from ambassadors.help.models import Ambassador, OfferAim
from ambassadors.help.wording import COMPETENCE_PREFIX
from cms.models import PortalService
from people.queries.joined import joined_rows, rows_in
from quizzes.models import Competence


def with_asked_topics(pairs: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what the pairs' requests are about, for `topic_names`."""
    request = OuterRef("request")
    return pairs.annotate(
        service_rows=_services(PortalService.objects.filter(help_requests=request)),
        competence_rows=_competences(Competence.objects.filter(help_requests=request)),
    )


def with_reason_topics(pairs: QuerySet[Any]) -> QuerySet[Any]:
    """Annotate what the pairs' reasons may name, for `topic_names`: what the ambassador knows, and would learn."""
    ambassador = OuterRef(OuterRef("ambassador"))
    known = Ambassador.topics.through.objects.filter(ambassador=ambassador).values("portalservice")
    learnt = OfferAim.exchange.through.objects.filter(offeraim__ambassador=ambassador)
    services = Q(pk__in=known) | Q(pk__in=learnt.values("portalservice"))
    competences = Competence.objects.filter(ambassadors=OuterRef("ambassador"))
    return pairs.annotate(
        service_rows=_services(PortalService.objects.filter(services)),
        competence_rows=_competences(competences),
    )


def topic_names(pair: Any) -> dict[str, str]:
    """Return names by the key that reasons have: services in their order, then competences."""
    services = [PortalService(**row) for row in rows_in(pair.service_rows)]
    competences = [
        Competence(framework_id=row.pop("framework"), **row)
        for row in rows_in(pair.competence_rows)
    ]
    services.sort(key=lambda service: (service.sort_order or 0, service.pk))
    competences.sort(key=lambda competence: (competence.framework_id, competence.code))
    names = {str(service.pk): service.name_here for service in services}
    return names | {f"{COMPETENCE_PREFIX}{one.pk}": one.name for one in competences}


def _services(services: QuerySet[PortalService]) -> Subquery:
    return joined_rows(services, "id", "name", "name_en", "sort_order")


def _competences(competences: QuerySet[Competence]) -> Subquery:
    return joined_rows(competences, "id", "title", "title_en", "framework", "code")
