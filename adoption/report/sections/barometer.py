"""The barometer: what staff say, the fear for jobs among it, and what was promised."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from adoption.foundation.rates import Measure, share_of_population
from adoption.publishing.words.findings import number_text
from adoption.report.blocks import Decision, Section, Table
from adoption.report.enums import DecisionState
from adoption.report.queries.edition import Edition
from adoption.report.sections.overview import rate_text
from adoption.surveys.barriers import NEVER_PASSED_OVER
from adoption.surveys.queries import Distribution
from core.typography import day_text, format_number


FEAR = f"barometer:{NEVER_PASSED_OVER}"  # key of the question about it


def section(edition: Edition) -> Section | None:
    """The latest round that had closed by the end of the month; None where it shows nothing."""
    held, found = edition.barometers.latest
    shown = [distribution for distribution in found if not distribution.is_hidden]
    if held is None or not shown:
        return None
    words = {
        "day": day_text(held.closed_on or held.closes_on),
        "asked": format_number(shown[0].shares[0].measure.population),
    }
    return Section(
        title=_("What staff say"),
        findings=_findings(shown),
        paragraphs=tuple(_promised(edition)),
        tables=(
            Table(
                _("The barometer that closed on %(day)s, of the %(asked)s staff asked.") % words,
                (_("Statement"), *answer_headings()),
                [(found.question.text, *answer_cells(found)) for found in shown],
            ),
        ),
        decisions=tuple(_decisions(shown)),
    )


def answer_headings() -> tuple[str, ...]:
    return _("Agree"), _("Neither"), _("Do not agree"), _("No answer")


def answer_cells(found: Distribution) -> tuple[str, ...]:
    """The upper part of the scale agrees, the lower does not; a scale of odd length has a middle that does neither."""
    silence, *options = (share.measure for share in found.shares)
    low, high = len(options) // 2, (len(options) + 1) // 2
    middle = _cell(options[low]) if low < high else "–"
    agree, against = _cell(_sum(options[high:])), _cell(_sum(options[:low]))
    return agree, middle, against, _cell(silence)


def _sum(parts: list[Measure]) -> Measure:
    """Bounds of the sum; hidden while one part is."""
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts if part.high is not None]
    if len(lows) < len(parts):
        return Measure()
    return Measure(sum(lows), min(sum(highs), parts[0].population), parts[0].population)


def _cell(count: Measure) -> str:
    share = share_of_population(count)
    return number_text(count) if share is None else rate_text(share)


def _findings(shown: list[Distribution]) -> tuple[str, ...]:
    if not any(is_fear(distribution) and distribution.is_low for distribution in shown):
        return ()
    return (_("More staff are not at ease about their job, or cannot say, than are."),)


def is_fear(found: Distribution) -> bool:
    return found.question.dimension == NEVER_PASSED_OVER


def _promised(edition: Edition) -> Iterator[str]:
    for decision in edition.decisions:
        if decision.asked == FEAR and decision.state != DecisionState.DROPPED:
            yield _("Promised about jobs: “%(text)s” (%(owner)s).") % {
                "text": decision.text,
                "owner": decision.owner,
            }


def _decisions(shown: list[Distribution]) -> Iterator[Decision]:
    for distribution in shown:
        if not distribution.is_low:
            continue
        if is_fear(distribution):
            yield Decision(
                _("What do we promise staff about their jobs, and who says it to them?"),
                _("The barometer shows that many are not at ease about it."),
                FEAR,
            )
        else:
            yield Decision(
                _("What do we do about “%(statement)s”?")
                % {"statement": distribution.question.text.rstrip(".")},
                _("Fewer agree than not."),
                f"barometer:{distribution.question.dimension}",
            )
