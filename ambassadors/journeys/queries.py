"""Journey workshops as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from ambassadors.journeys.enums import IdeaKind
from ambassadors.journeys.models import (
    Journey,
    JourneyIdea,
    JourneyStep,
    JourneyWorkshop,
    WorkshopStep,
)
from ambassadors.practices.tallies import StepGap, vote_gaps, widest_gap
from cms.languages import reading_language, source_language


def readable_journeys() -> list[Journey]:
    """Return each journey once: in the reader's language if it exists, else in the organisation's own."""
    rows = Journey.objects.filter(language__in={reading_language(), source_language()})
    steps = Prefetch("steps", JourneyStep.objects.order_by("sort_order", "pk"))
    by_slug: dict[str, Journey] = {}
    for journey in rows.prefetch_related(steps).order_by("title", "pk"):
        if journey.slug not in by_slug or journey.language == reading_language():
            by_slug[journey.slug] = journey
    return list(by_slug.values())


def closed_workshops() -> QuerySet[JourneyWorkshop]:
    """Return closed sittings that have votes or ideas to show."""
    shown = Count("steps__ideas", filter=Q(steps__ideas__moderation="shown"), distinct=True)
    workshops = JourneyWorkshop.objects.closed().annotate(ideas=shown)
    return workshops.filter(Q(voters__gt=0) | Q(ideas__gt=0)).order_by("-closed_at", "-pk")


def steps_to_vote(workshop: JourneyWorkshop) -> list[WorkshopStep]:
    """Return steps with what the journey says of each, and the ideas that everybody may see (`seen`)."""
    ideas = Prefetch("ideas", JourneyIdea.objects.shown().order_by("pk"), to_attr="seen")
    return list(workshop.steps.select_related("step").prefetch_related(ideas).order_by("place"))


@dataclass(frozen=True, slots=True)
class StepTally:
    """Result of one step, in per cent of each group's voters; None where the groups are not shown apart."""

    step: WorkshopStep
    share: int
    staff: int | None = None
    public: int | None = None

    @property
    def gap(self) -> int:
        return (self.public or 0) - (self.staff or 0)


@dataclass(frozen=True, slots=True)
class Results:
    """Content of the results page. `finding`: the chart's title. `tallies`: [] where too few voted."""

    finding: str
    tallies: list[StepTally]
    is_apart: bool


def results_of(workshop: JourneyWorkshop) -> Results:
    steps = list(workshop.steps.order_by("place"))
    if not workshop.voters:
        return Results(_("Too few people voted for the result to be shown"), [], False)
    if not workshop.is_told_apart:
        tallies = [StepTally(step, round(100 * step.votes / workshop.voters)) for step in steps]
        first = max(steps, key=lambda step: (step.votes, -step.place))
        return Results(_("“%(step)s” matters most") % {"step": first.title}, tallies, False)
    gaps = vote_gaps(
        [(step.staff_votes or 0, step.public_votes or 0) for step in steps],
        workshop.staff_voters or 1,
        workshop.public_voters or 1,
    )
    tallies = [
        StepTally(
            step,
            round(100 * step.votes / workshop.voters),
            round(gap.staff),
            round(gap.public),
        )
        for step, gap in zip(steps, gaps, strict=True)
    ]
    return Results(_gap_finding(steps, gaps), tallies, True)


def _gap_finding(steps: list[WorkshopStep], gaps: list[StepGap]) -> str:
    gap = widest_gap(gaps)
    if gap is None:
        return _("Staff and public chose alike")
    values = {"step": steps[gap.place].title, "points": abs(gap.points)}
    if gap.points > 0:
        return (
            _("“%(step)s” matters more to the public than to staff: %(points)s points apart")
            % values
        )
    return (
        _("“%(step)s” matters more to staff than to the public: %(points)s points apart") % values
    )


def results_table(results: Results) -> tuple[list[str], list[list[str]]]:
    """Return headings and rows with the chart's content."""
    if results.is_apart:
        headings = [_("Step"), _("Staff"), _("Staff, %"), _("Public"), _("Public, %")]
        rows = [
            [
                tally.step.title,
                tally.step.staff_votes,
                tally.staff,
                tally.step.public_votes,
                tally.public,
            ]
            for tally in results.tallies
        ]
    else:
        headings = [_("Step"), _("Votes"), "%"]
        rows = [[tally.step.title, tally.step.votes, tally.share] for tally in results.tallies]
    return headings, [[str(cell) for cell in row] for row in rows]


@dataclass(frozen=True, slots=True)
class StepIdeas:
    """Ideas and irritants of a step, ideas first."""

    step: WorkshopStep
    ideas: list[JourneyIdea]


def ideas_by_step(steps: Iterable[WorkshopStep]) -> list[StepIdeas]:
    """Return the steps that have remarks, ideas before irritants. `steps`: from steps_to_vote."""
    steps_with_ideas = []
    for step in steps:
        ideas = sorted(step.seen, key=lambda idea: (idea.kind != IdeaKind.IDEA, idea.pk))  # type: ignore[attr-defined]
        if ideas:
            steps_with_ideas.append(StepIdeas(step, ideas))
    return steps_with_ideas


def ideas_to_moderate(workshop: JourneyWorkshop) -> QuerySet[JourneyIdea]:
    return JourneyIdea.objects.waiting().filter(step__workshop=workshop).select_related("step")
