"""Method section of the report: what is counted, of whom it is given, what is withheld and why."""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from adoption.foundation.indicators import ACCOUNT, HABIT, KNOWN, USED
from adoption.foundation.words.indicators import definition_text
from adoption.publishing.disclosure.protection import least_population
from adoption.publishing.models import Publication
from adoption.publishing.parameters import parameters_in_force
from adoption.report.blocks import Section, Table
from adoption.report.queries.edition import Edition
from adoption.report.words import published_of_whom, rates_text
from core.typography import day_text


def method_section(edition: Edition) -> Section:
    return Section(
        title=_("How these figures are made"),
        paragraphs=tuple(_paragraphs(edition.publication)),
        tables=(_definitions(),),
    )


def _paragraphs(publication: Publication) -> list[str]:
    return [
        _(
            "Figures of use come from a publication: counts of whole groups, protected, checked by an independent "
            "audit, and never changed once out. That of this month went out on %(day)s. Nobody reads more than "
            "what is published, not even whoever wrote this report."
        )
        % {"day": day_text(localdate(publication.published_at))},
        _(
            "No figure of a small group is given: the register of publications says how small. A count near the lowest or the highest "
            "that the others leave possible is a range: it protects everybody. “Too few people” is said alike of a "
            "group that is too small, of a figure that could point at somebody, and of too little data."
        ),
        rates_text(),
        _(
            "Surveys, training that nobody has to follow and help between colleagues are given for the whole "
            "organisation alone, from %(least)s people on. The settings in force, and how much is withheld, stand in the register of publications."
        )
        % {"least": least_population(parameters_in_force())},
    ]


def _definitions() -> Table:
    rows = []
    for definition in (USED, ACCOUNT, HABIT, KNOWN):
        text = definition_text(definition)
        rows.append((text["title"], text["window"], published_of_whom(definition)))
    return Table(
        _("What is counted. Source: the portal’s own data, else the monthly declaration."),
        (_("Figure"), _("Over which time"), _("Of whom it is given")),
        tuple(rows),
    )
