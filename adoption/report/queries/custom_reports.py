"""Read a report that somebody put together: stored figures side by side, and no other number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from adoption.foundation.indicators import USED, Definition
from adoption.foundation.rates import HIDDEN, Measure
from adoption.publishing.models import Publication
from adoption.publishing.queries.parts import published_parts
from adoption.publishing.queries.published import shown_figures
from adoption.publishing.queries.register import PublishedRule, rules_of
from adoption.report.queries.custom_groups import ReportGroup
from people.models import Team


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A group in a month. `counts` by code, without those that are not shown."""

    group: ReportGroup
    publication: Publication
    rule: PublishedRule
    counts: Mapping[str, Measure]

    @property
    def population(self) -> int:
        """Return the number of staff, 0 where nothing is shown."""
        return max((measure.population for measure in self.counts.values()), default=0)

    def count(self, column: Definition) -> Measure:
        return self.counts.get(column.code, HIDDEN)


def read_report(
    groups: Sequence[ReportGroup],
    publications: Sequence[Publication],
    columns: Sequence[Definition],
) -> list[ReportRow]:
    """Read the rows group by group, the earliest month first.

    Two queries, and one a month where parts of the staff are asked for: they are read as their page reads them.
    """
    out = sorted(publications, key=lambda publication: publication.month)
    rules = rules_of(out)
    teams = [Team(pk=group.team) for group in groups if group.team is not None]
    shown = shown_figures(out, teams)
    parts = _shown_parts(out) if len(teams) < len(groups) else {}
    codes = {column.code for column in columns}

    def counts(group: ReportGroup, publication: Publication) -> dict[str, Measure]:
        if group.team is None:
            measure = parts.get((publication.pk, group.key), HIDDEN)
            return {} if measure.is_hidden or USED.code not in codes else {USED.code: measure}
        keys = {code: (publication.pk, group.team, code) for code in codes}
        return {code: shown[key] for code, key in keys.items() if key in shown}

    return [
        ReportRow(group, publication, rules[publication.pk], counts(group, publication))
        for group in groups
        for publication in out
    ]


def _shown_parts(publications: Sequence[Publication]) -> dict[tuple[int, str], Measure]:
    """Read the parts by publication and key; of a month that was divided otherwise, nothing."""
    return {
        (publication.pk, f"{partition.kind}-{part.part}"): part.measure
        for publication in publications
        if (partition := published_parts(publication)) is not None
        for part in partition.parts
    }
