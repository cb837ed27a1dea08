"""Words of the register: settings, sources, audit and losses of a publication, for page and JSON."""

from datetime import date
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from adoption.foundation.indicators import CHAIN, USED
from adoption.foundation.periods import Month
from adoption.foundation.words.months import month_text
from adoption.publishing.disclosure.losses import BANDS, ORGANISATION, Loss, sum_losses
from adoption.publishing.enums import FigureKind, PublicationStatus, ReachMeasure
from adoption.publishing.models import Publication
from adoption.publishing.queries.earlier_publications import USED_FIRST
from adoption.publishing.queries.provenance import LEAST_STAFF, MANY_LATE
from adoption.usage.enums import SourceKind
from cms.enums import Partition
from cms.models import Portal
from core.typography import day_text, format_number, format_percent


TITLES = {str(definition.code): definition.title for definition in CHAIN}


def indicator_title(code: str) -> str:
    """Title of an indicator; one that no longer exists keeps its code."""
    return _(TITLES[code]) if code in TITLES else code


def settings_lines(publication: Publication) -> list[dict[str, str]]:
    parameters = publication.parameters
    rules = {
        None: _("how many used it, team by team; the rest, of the whole organisation"),
        "chain-on-tree": _(
            "how many are known, have an account, used it, have the habit: team by team"
        ),
        USED_FIRST: _("how many used it, team by team, alone; the rest, of large groups"),
    }
    rule = parameters.get("rule")
    detail = parameters.get("detail")
    return [
        {"label": _("Smallest group with a figure"), "value": _people(parameters["threshold"])},
        *(
            [{"label": _("Smallest group with accounts and habits"), "value": _people(detail)}]
            if detail
            else []
        ),
        {
            "label": _("Colleagues who may put together what they know"),
            "value": _people(parameters["coalition"]),
        },
        {
            "label": _("Numbers in a range at the lowest or highest end"),
            "value": str(parameters["edge"]),
        },
        {
            "label": _("Closing day, in the month after"),
            "value": day_text(
                Month.containing(publication.month).closes_on(parameters["closing_day"])
            ),
        },
        {"label": _("Rule"), "value": rules.get(rule, str(rule))},
        {
            "label": capfirst(Portal._meta.get_field("partition").verbose_name),
            "value": str(division_of(publication).label),
        },
    ]


def division_of(publication: Publication) -> Partition:
    """Partition of the publication's staff beside the teams; none in older publications."""
    return Partition(publication.parameters.get("partition", Partition.NONE))


def _people(count: int) -> str:
    return ngettext("%(count)s person", "%(count)s people", count) % {"count": count}


def source_lines(publication: Publication) -> list[dict[str, Any]]:
    """Sources of a publication, declarations always first: whether somebody answered is a figure."""
    lines: list[dict[str, Any]] = [
        {"label": _("Monthly declarations"), "days": [], "note": _("asked until the closing day")}
    ]
    for kind, days in publication.parameters.get("intakes", {}).items():
        label = str(SourceKind(kind).label) if kind in SourceKind.values else kind
        on = [] if kind == SourceKind.API else [date.fromisoformat(day) for day in days]
        lines.append({"label": label, "days": on, "note": "" if on else _("as it was sent")})
    return lines


def late_rows_text(publication: Publication) -> str:
    """Late rows of the month before, as of this publication; "" where nothing was recorded."""
    late = publication.parameters.get("late")
    if not late:
        return ""
    month = month_text(Month.parse(late["month"]))
    if late["many"]:
        text = _(
            "Of %(month)s, published before, days of use of %(many)s accounts or more came in too late. "
            "They were kept, and changed nothing that was out."
        )
    else:
        text = _(
            "Of %(month)s, published before, days of use came in too late for fewer than %(many)s accounts, "
            "perhaps for none; of fewer than %(least)s staff nothing else is ever said here. None changed "
            "anything that was out."
        )
    return text % {"month": month, "many": MANY_LATE, "least": LEAST_STAFF}


def audit_lines(publication: Publication) -> list[str]:
    """Scope of the audit, without the number of equal questions, which depends on hidden values."""
    audit, size = publication.audit, publication.parameters["coalition"]
    if publication.status == PublicationStatus.WITHHELD:
        sentences = [
            _("Somebody’s value could be worked out, so nothing of the month was published.")
        ]
    else:
        sentences = [_("Nobody’s value could be worked out.")]
    figures = audit.get("figures")
    if figures is not None and publication.status == PublicationStatus.PUBLISHED:
        sentences.append(
            ngettext(
                "%(count)s figure that is not hidden was put to the test.",
                "%(count)s figures that are not hidden were put to the test.",
                figures,
            )
            % {"count": format_number(figures)}
        )
        sentences.append(_covered(audit, size))
    if "seconds" in audit:
        sentences.append(_("It took %(time)s.") % {"time": _duration(audit["seconds"])})
    return sentences


def _covered(audit: dict[str, Any], size: int) -> str:
    possible, most = audit.get("coalitions_asked"), audit.get("most_coalitions")
    if not possible or not most:
        return _(
            "A reader alone, then groups of %(size)s colleagues who know of one another, team by team."
        ) % {"size": size}
    if possible <= most:
        return _(
            "A reader alone, then groups of %(size)s colleagues who know of one another, of every team: "
            "%(asked)s trials, none left out."
        ) % {"size": size, "asked": format_number(possible)}
    return _(
        "A reader alone, then groups of %(size)s colleagues who know of one another, the smallest teams "
        "first: at most %(most)s of %(asked)s trials; the rest were left out."
    ) % {"size": size, "most": format_number(most), "asked": format_number(possible)}


def _duration(seconds: float) -> str:
    """Rounded duration: seconds would depend on hidden values."""
    words = (
        (60, _("less than a minute")),
        (600, _("less than ten minutes")),
        (3600, _("less than an hour")),
    )
    return next((text for most, text in words if seconds < most), _("an hour or more"))


# --- What is lost -------------------------------------------------------------------------------------


def band_name(band: int) -> str:
    if band == ORGANISATION:
        return _("The whole organisation")
    if band == len(BANDS) - 1:
        return _("%(least)s people and more") % {"least": BANDS[band]}
    return _("%(least)s to %(most)s people") % {
        "least": BANDS[band] or 1,
        "most": BANDS[band + 1] - 1,
    }


def kind_headings() -> list[str]:
    return [
        _("Groups"),
        _("Exact"),
        _("In a range"),
        str(FigureKind.HIDDEN.label).capitalize(),
    ]


def path_loss_headings() -> list[str]:
    """Headings for figures of paths, which are not groups."""
    return [pgettext("table", "Paths"), *kind_headings()[1:]]


def loss_tables(
    losses: dict[str, dict[int, Loss]], parts: dict[int, Loss], division: Partition
) -> list[dict[str, Any]]:
    """Tables by indicator, in the order of the chain, then one for the parts of the partition."""
    order = [code for code in TITLES if code in losses] + sorted(losses.keys() - TITLES.keys())
    tables = [_loss_table(indicator_title(code), losses[code]) for code in order]
    if parts:
        words = {"counted": indicator_title(USED.code), "division": division.label}
        tables.append(_loss_table(_("%(counted)s: %(division)s") % words, parts))
    return tables


def _loss_table(title: str, bands: dict[int, Loss]) -> dict[str, Any]:
    return {
        "title": title,
        "rows": [
            *({"name": band_name(band), "cells": loss_cells(loss)} for band, loss in bands.items()),
            {"name": _("All groups"), "cells": loss_cells(sum_losses(bands.values()))},
        ],
    }


def reach_rows(losses: dict[str, Loss]) -> list[dict[str, Any]]:
    return [
        {
            "name": str(measure.label).capitalize(),
            "cells": loss_cells(losses[measure], path_loss_headings()),
        }
        for measure in ReachMeasure
        if measure in losses
    ]


def loss_cells(loss: Loss, headings: list[str] | None = None) -> list[tuple[str, str]]:
    """Cells with their headings, shown beside them on a phone; headings are those of groups by default."""
    shares = [format_percent(share) for share in loss.whole_shares().values()]
    return list(zip(headings or kind_headings(), [format_number(loss.total), *shares], strict=True))
