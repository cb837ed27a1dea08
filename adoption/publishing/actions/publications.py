import logging
from collections import Counter, defaultdict
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from adoption.foundation.indicators import CHAIN
from adoption.foundation.locks import lock_portal
from adoption.foundation.periods import Month, last_closed_month, months_between
from adoption.publishing.actions.further import store_further
from adoption.publishing.actions.withheld import enqueue_withheld_mails
from adoption.publishing.disclosure.auditor import MOST_COALITIONS, AuditResult
from adoption.publishing.disclosure.drafting import (
    Draft,
    audit_figures,
    draft,
    is_last_of_quarter,
    levels_by_group,
    levels_by_team,
)
from adoption.publishing.disclosure.protection import Figure as Protected
from adoption.publishing.disclosure.protection import (
    Kind,
    Parameters,
    PopulationId,
    PopulationNode,
    build_tree,
)
from adoption.publishing.disclosure.staff import PartId, Staff
from adoption.publishing.enums import PublicationStatus
from adoption.publishing.models import Figure, PartFigure, Publication, Roll
from adoption.publishing.models.bounds import figure_columns
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.queries.earlier_publications import (
    USED_FIRST,
    earlier_months,
    facts_of_counted_people,
    first_unsettled_month,
    parts_of_counted_people,
)
from adoption.publishing.queries.facts import (
    MonthFacts,
    first_month_with_data,
    month_facts,
    populations_in_tree_order,
    team_by_person,
)
from adoption.publishing.queries.provenance import provenance_record
from cms.models import Portal
from core.dates import today as current_day
from core.site_settings import settings_read_once, value_of


logger = logging.getLogger(__name__)

ORDER: dict[str, int] = {definition.code: number for number, definition in enumerate(CHAIN)}


@settings_read_once()
def publish(
    *, portal: Portal, month: Month, dry_run: bool = False, today: date | None = None
) -> Publication:
    """Compute, protect, audit and store the figures of a closed month; the existing ones if it is out.

    Raises ValidationError: "open" while answers may still come, "order" once a later month is out
    (its figures did not reckon with this one), "gap" while an earlier month waits, "empty" when nobody
    who had proved who they are was employed throughout the month. When the audit finds anything the publication is
    withheld: it has no figure, and no second try. A dry run writes nothing and answers an unsaved
    publication.
    """
    if not month.is_closed(today or current_day(), value_of("MONTH_CLOSING_DAY")):
        raise ValidationError(
            _("%(month)s is not closed: answers may still come until %(day)s.")
            % {"month": month, "day": month.closes_on(value_of("MONTH_CLOSING_DAY"))},
            code="open",
        )
    with transaction.atomic():
        # Neither a second publication nor a usage file comes between the reading and the writing.
        lock_portal(portal)
        existing = Publication.objects.filter(portal=portal, month=month.first_day).first()
        if existing is not None:
            return existing
        _refuse_out_of_turn(portal, month)
        facts = month_facts(portal, month)
        if not facts.people:
            raise ValidationError(
                _(
                    "Nobody whose identity was confirmed before was employed throughout %(month)s: "
                    "there is nobody to count."
                )
                % {"month": month},
                code="empty",
            )
        parameters = parameters_in_force()
        result = draft(
            month=month,
            people=facts.people,
            parents=facts.parents,
            earlier=earlier_months(portal, month) if is_last_of_quarter(month) else [],
            parameters=parameters,
            part_of=facts.part_of,
            unproven=facts.unproven,
        )
        publication = _publication(portal, month, result, parameters)
        if not dry_run:
            _store(publication, result, facts)
    return publication


def publish_closed_months(*, portal: Portal, today: date | None = None) -> list[Publication]:
    """Publish every closed month not yet out, in order; return the new publications."""
    publications = []
    for month in months_to_publish(portal, today or current_day()):
        try:
            publications.append(publish(portal=portal, month=month, today=today))
        except ValidationError as error:
            if error.code != "empty":
                raise
    return publications


def audit_again(*, publication: Publication) -> AuditResult | None:
    """Audit a publication once more; None when the data behind it no longer match it.

    Links are undone and people erased after the day; the figures stay. The values serve only to
    choose whom to try, but they must be possible.
    """
    month = Month.containing(publication.month)
    facts, part_of = facts_of_counted_people(publication), parts_of_counted_people(publication)
    out, parts = list(publication.figures.all()), list(publication.part_figures.all())
    stored = publication.parameters
    if part_of is not None and Counter(part_of.values()) != {
        figure.part: figure.size for figure in parts
    }:
        return None
    levels = (
        levels_by_team(facts.values(), month)
        if part_of is None
        else levels_by_group(facts, part_of, month)
    )
    sizes = {figure.team_id: figure.size for figure in out}
    tree = build_tree(
        PopulationNode(int(team), up, sizes[int(team)]) for team, up in stored["parents"].items()
    )
    figures: dict[tuple[str, PopulationId], Protected] = {
        (figure.indicator, figure.team_id): Protected(Kind(figure.kind), figure.low, figure.high)
        for figure in out
    }
    try:
        return audit_figures(
            tree,
            levels,
            figures,
            {
                figure.part: Protected(Kind(figure.kind), figure.low, figure.high)
                for figure in parts
            },
            Parameters(stored["threshold"], stored["coalition"]),
        )
    except ValueError:
        return None


def months_to_publish(portal: Portal, today: date) -> list[Month]:
    """Closed months after the last settled one; from the first with data when there is none."""
    first = first_unsettled_month(portal)
    if first is None:
        return []
    return list(months_between(first, last_closed_month(today, value_of("MONTH_CLOSING_DAY"))))


def _refuse_out_of_turn(portal: Portal, month: Month) -> None:
    """Raise unless months are published in order: each publication takes all earlier ones into account."""
    latest = Publication.objects.filter(portal=portal).oldest_first().last()
    if latest is not None and latest.month > month.first_day:
        raise ValidationError(
            _("A later month is published already: %(later)s. %(month)s can no longer be.")
            % {"later": Month.containing(latest.month), "month": month},
            code="order",
        )
    first = Month.containing(latest.month).next() if latest else first_month_with_data(portal)
    if first is None:
        return
    for before in months_between(first, month.previous()):
        if team_by_person(portal, before):
            raise ValidationError(
                _("Publish %(before)s first: each publication reckons with all earlier ones.")
                % {"before": before},
                code="gap",
            )


def _publication(portal: Portal, month: Month, draft: Draft, parameters: Parameters) -> Publication:
    status = PublicationStatus.PUBLISHED if draft.audit.passed else PublicationStatus.WITHHELD
    return Publication(
        portal=portal,
        month=month.first_day,
        status=status,
        populations=len(draft.tree.order),
        parameters={
            "rule": USED_FIRST,
            "threshold": parameters.k,
            "coalition": parameters.c,
            "edge": parameters.edge,
            "detail": parameters.least_with_detail,
            "closing_day": value_of("MONTH_CLOSING_DAY"),
            "scope": {  # names on that day; empty lists mean everybody
                name: list(related.order_by("name").values_list("name", flat=True))
                for name, related in (
                    ("job_families", portal.job_families),
                    ("sites", portal.sites),
                )
            },
            "indicators": {definition.code: definition.version for definition in CHAIN},
            "order": [population.id for population in draft.tree.order],
            "parents": {str(population.id): population.parent for population in draft.tree.order},
            "partition": str(portal.partition),
            "parts": list(draft.parts),
            **provenance_record(portal, month, population=draft.tree.root.size),
        },
        audit={
            "findings": len(draft.audit.findings),
            "figures": draft.audit.figures_checked,
            "coalitions": draft.audit.coalitions_tried,
            "coalitions_left_out": draft.audit.coalitions_left_out,
            "coalitions_asked": draft.audit.coalitions_asked,
            "most_coalitions": MOST_COALITIONS,
            "seconds": round(draft.audit.seconds, 2),
        },
    )


def _store(publication: Publication, draft: Draft, facts: MonthFacts) -> None:
    publication.save(force_insert=True)
    if publication.status == PublicationStatus.WITHHELD:
        logger.error(
            "publication %s of portal %s for %s is withheld: the audit did not pass",
            publication.pk,
            publication.portal.slug,
            publication.month,
        )
        enqueue_withheld_mails(publication)
        return
    sizes = {population.id: population.size for population in draft.tree.order}
    Figure.objects.bulk_create(
        [
            Figure(
                publication=publication,
                team_id=team,
                team_name=facts.names[team],
                indicator=indicator,
                counted=sizes[team],
                **figure_columns(figure, sizes[team] + draft.unproven[team]),
            )
            for (indicator, team), figure in figures_in_tree_order(draft, facts)
        ],
        batch_size=1000,
    )
    part_sizes = draft.staff.part_sizes
    PartFigure.objects.bulk_create(
        [
            PartFigure(
                publication=publication,
                part=part,
                name=facts.part_names[part],
                counted=part_sizes[part],
                **figure_columns(figure, part_sizes[part] + facts.part_unproven.get(part, 0)),
            )
            for part, figure in draft.parts.items()
        ],
        batch_size=1000,
    )
    _roll(publication, draft.staff).save(force_insert=True)
    store_further(publication, draft, facts)


def figures_in_tree_order(
    draft: Draft, facts: MonthFacts
) -> list[tuple[tuple[str, PopulationId], Protected]]:
    """Sort figures as stored, so that a page of the table is one contiguous range of rows."""
    place = {
        team: number
        for number, team in enumerate(populations_in_tree_order(draft.tree, facts.names))
    }
    return sorted(draft.figures.items(), key=lambda item: (place[item[0][1]], ORDER[item[0][0]]))


def _roll(publication: Publication, staff: Staff) -> Roll:
    members: dict[str, list[str]] = defaultdict(list)
    parts: dict[PartId, list[str]] = defaultdict(list)
    for key in sorted(map(str, staff.team_of)):
        members[str(staff.team_of[key])].append(key)
        if staff.part_of is not None:
            parts[staff.part_of[key]].append(key)
    return Roll(publication=publication, members=dict(members), parts=dict(parts))
