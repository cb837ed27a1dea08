"""Method section of the report: what is counted, under which settings, what is withheld and why."""

from django.utils.translation import gettext as _

from adoption.foundation.indicators import CHAIN
from adoption.foundation.words.indicators import definition_text
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import Publication
from adoption.publishing.parameters import parameters_in_force
from adoption.publishing.words.register import (
    indicator_title,
    kind_headings,
    loss_cells,
    settings_lines,
)
from adoption.report.blocks import Section, Table
from adoption.report.queries.edition import Edition
from core.typography import day_text


def method_section(edition: Edition) -> Section:
    publication = edition.publication
    return Section(
        title=_("How these figures are made"),
        paragraphs=tuple(_paragraphs(publication)),
        tables=(_definitions(), _settings(publication), _withheld(edition)),
    )


def _paragraphs(publication: Publication) -> list[str]:
    rule = parameters_in_force()
    return [
        _(
            "Every figure comes from a publication: counts of whole groups, protected, checked by an independent "
            "audit, and never changed once out. That of this month went out on %(day)s. Nobody reads more than "
            "what is published, not even whoever wrote this report."
        )
        % {"day": day_text(publication.published_at)},
        _(
            "No figure of a group of fewer than %(threshold)s people is given. A count near the lowest or the highest "
            "that the others leave possible is a range: it protects everybody. “Hidden” is said alike of a "
            "group that is too small, of a figure that could point at somebody, and of too little data."
        )
        % {"threshold": publication.parameters["threshold"]},
        _(
            "What stands in no chain (rhythm, retention, flows, coaching, surveys) is given for the whole "
            "organisation alone, from %(least)s people on."
        )
        % {"least": least_population(rule)},
        _(
            "A rate divides by those of whom something is known. Whoever objects or does not answer is unknown, "
            "and unknown is never counted as a “no”."
        ),
    ]


def _definitions() -> Table:
    rows = []
    for definition in CHAIN:
        text = definition_text(definition)
        rows.append((text["title"], text["window"], text["denominator"], text["version"]))
    return Table(
        _("What is counted. Source: the portal’s own data, else the monthly declaration."),
        (_("Figure"), _("Over which time"), _("A rate is a share of"), _("Version")),
        tuple(rows),
    )


def _settings(publication: Publication) -> Table:
    return Table(
        _("Under which settings this month was published."),
        (_("Setting"), _("Value")),
        tuple((str(line["label"]), line["value"]) for line in settings_lines(publication)),
    )


def _withheld(edition: Edition) -> Table:
    losses = edition.losses
    rows = tuple(
        (
            indicator_title(definition.code),
            *(value for _heading, value in loss_cells(losses[definition.code])),
        )
        for definition in CHAIN
        if definition.code in losses
    )
    return Table(
        _(
            "What is withheld: of all groups of this month, how many figures are exact, in a range, or hidden."
        ),
        (_("Figure"), *kind_headings()),
        rows,
    )
