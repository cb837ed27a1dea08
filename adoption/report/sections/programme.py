"""The programme for the steering committee: segments, targets, retention, contacts."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from adoption.contacts.charts import contacts as contact_charts
from adoption.contacts.queries.substitution import Substitution
from adoption.contacts.words import substitution as substitution_words
from adoption.dashboards.charts import quarters as quarter_charts
from adoption.dashboards.charts import segments as segment_charts
from adoption.dashboards.segments import published_segments
from adoption.dashboards.words import quarters as quarter_words
from adoption.dashboards.words import segments as segment_words
from adoption.dashboards.words.quarters import QuarterIndicators, quarter_indicators
from adoption.report.blocks import Chart, Decision, Section, Table
from adoption.report.queries.edition import Edition
from adoption.targets import charts as target_charts
from adoption.targets import words as target_words
from adoption.targets.queries.targets import TargetProgress
from adoption.targets.trajectory import Verdict


MOST_TARGETS = 12  # a line each: eight pages are what a committee reads
INCONCLUSIVE = {Verdict.TOO_FEW, Verdict.TOO_OPEN, Verdict.LEFT_OPEN, Verdict.OTHER_BASE}
NEEDS_DECISION = {Verdict.UNLIKELY, Verdict.MISSED}


def section(edition: Edition) -> Section | None:
    """Data up to the month of the publication, nothing later."""
    aims, organisation = edition.aims, edition.organisation
    quarters = quarter_indicators(edition.quarters)
    charts = [
        *_segments(edition),
        *(_target(aim, organisation) for aim in aims[:1]),
        *_retention(quarters),
        *_contacts(edition.contacts),
    ]
    if not charts:
        return None
    return Section(
        title=_("The programme"),
        findings=tuple(f"{chart.title}." for chart in charts if _tells(chart, edition)),
        paragraphs=(*_paragraphs(aims), *_channels(edition.contacts)),
        charts=tuple(charts),
        tables=(*_targets(aims, organisation), *_flows(quarters)),
        decisions=tuple(
            _decision(aim, organisation) for aim in aims if aim.outlook.verdict in NEEDS_DECISION
        ),
    )


def _tells(chart: Chart, edition: Edition) -> bool:
    """Whether the chart's title is a finding, not a statement that nothing can be said."""
    if chart.name == "target":
        return edition.aims[0].outlook.verdict not in INCONCLUSIVE
    if chart.name == "contacts":
        return substitution_words.has_finding(edition.contacts)
    return True


def _segments(edition: Edition) -> list[Chart]:
    read = edition.reading
    months = published_segments(zip(read.months, read.year, strict=True))
    finding = segment_words.finding(months)
    if not finding:
        return []
    caption = _("All the staff by where they stand, month by month: share and number of people.")
    return [
        Chart(
            name="segments",
            title=finding,
            drawn=("segments", tuple(repr(month) for month in months)),
            draw=lambda variant: segment_charts.draw(months, variant),
            size=(segment_charts.WIDE, segment_charts.NARROW),
            table=Table(caption, *segment_words.table(months)),
        )
    ]


def _target(aim: TargetProgress, organisation: str) -> Chart:
    caption = _("%(group)s. %(target)s: published, on the trajectory, and likely.") % {
        "group": target_words.population_name(aim.target, organisation),
        "target": target_words.target_text(aim.target, aim.outlook.course.size),
    }
    return Chart(
        name="target",
        title=target_words.finding(aim.outlook),
        drawn=("target", *map(repr, (aim.outlook.goal, aim.outlook.course, aim.outlook.likely))),
        draw=lambda variant: target_charts.draw(aim.outlook, variant),
        size=(target_charts.WIDE, target_charts.NARROW),
        table=Table(caption, *target_words.table(aim)),
    )


def _retention(quarters: list[QuarterIndicators]) -> list[Chart]:
    if not quarter_words.latest_quarter_has_share(quarters):
        return []
    caption = _("Beginners of the quarter before, among those whose account is linked.")
    return [
        Chart(
            name="retention",
            title=quarter_words.finding(quarters),
            drawn=(
                "retention",
                tuple(
                    (quarter.name, repr(quarter_words.retention_row(quarter).share))
                    for quarter in quarters
                ),
            ),
            draw=lambda variant: quarter_charts.draw(quarters, variant),
            size=(quarter_charts.WIDE, quarter_charts.NARROW),
            table=Table(caption, *quarter_words.retention_table(quarters)),
        )
    ]


def _contacts(read: Substitution) -> list[Chart]:
    if not read.months:
        return []
    return [
        Chart(
            name="contacts",
            title=substitution_words.finding(read),
            drawn=("contacts", *contact_charts.drawing_key(read)),
            draw=lambda variant: contact_charts.draw(read, variant),
            size=(contact_charts.WIDE, contact_charts.NARROW),
            table=Table(
                _("Contacts of the public by channel, and the usage rate of staff, each month."),
                *substitution_words.table(read),
            ),
        )
    ]


def _channels(read: Substitution) -> list[str]:
    text = (
        substitution_words.channel_shares_text(read) if substitution_words.has_finding(read) else ""
    )
    return [text] if text else []


def _targets(aims: list[TargetProgress], organisation: str) -> list[Table]:
    if not aims:
        return []
    caption = _("Targets in force, in the order of the organisation.")
    return [Table(caption, *target_words.targets_table(aims[:MOST_TARGETS], organisation))]


def _flows(quarters: list[QuarterIndicators]) -> list[Table]:
    if not quarter_words.has_any_figure(quarters):
        return []
    headings, rows = quarter_words.flow_table(quarters)
    if not rows:
        return []
    caption = _(
        "From one quarter to the next, among those whose account is linked at its end: share and number."
    )
    text = " ".join(filter(None, (caption, quarter_words.groups_without_figures(quarters))))
    return [Table(text, headings, rows)]


def _paragraphs(aims: list[TargetProgress]) -> list[str]:
    if not aims:
        return [_("No target is set for this portal.")]
    first = aims[0].outlook
    sentences = [
        target_words.standing_text(first),
        target_words.progress_text(first),
        target_words.forecast_basis_text(first),
        _not_listed(aims),
    ]
    return [sentence for sentence in sentences if sentence]


def _not_listed(aims: list[TargetProgress]) -> str:
    number = len(aims) - MOST_TARGETS
    if number <= 0:
        return ""
    text = ngettext(
        "One more target is on the page of all targets.",
        "%(n)s more targets are on the page of all targets.",
        number,
    )
    return text % {"n": number}


def _decision(aim: TargetProgress, organisation: str) -> Decision:
    words = {
        "group": target_words.population_name(aim.target, organisation),
        "target": target_words.target_text(aim.target, aim.outlook.course.size),
    }
    if aim.outlook.verdict == Verdict.MISSED:
        question = _("%(group)s: set another target in place of “%(target)s”, or leave it there?")
    else:
        question = _("%(group)s: do more for “%(target)s”, give it more time, or lower it?")
    return Decision(question % words, f"{target_words.finding(aim.outlook)}.")
