"""What marking again would change, counted without writing. By the same code as a run."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from quizzes.actions.remarking import new_fraction
from quizzes.actions.scoring import FIVE_PLACES
from quizzes.counts import Vague, vague
from quizzes.models import Attempt, AttemptItem, Question, QuestionVersion, RemarkRun
from quizzes.queries.remarking import readings_of


CHUNK = 2000
NEEDED = (
    *("pk", "version_id", "response", "tried", "fraction", "max_points", "certainty"),
    *("attempt__points", "attempt__max_points", "attempt__pass_percent", "attempt__awaiting"),
    *("attempt__behaviour", "attempt__max_tries", "attempt__try_penalty", "attempt__submitted_at"),
)


@dataclass(slots=True, kw_only=True)
class Counted:
    """How many results. Exact: for a run’s own record, and for `told` only."""

    examined: int = 0
    raised: int = 0
    lowered: int = 0
    now_passed: int = 0
    no_longer_passed: int = 0

    def told(self) -> dict[str, Vague]:
        """For an author. How many change in all is left out: the others would give it away."""
        return {
            "examined": vague(self.examined, among=self.examined),
            **{
                name: vague(getattr(self, name), among=self.examined)
                for name in ("raised", "lowered", "now_passed", "no_longer_passed")
            },
        }


def counted_of(run: RemarkRun) -> Counted:
    return Counted(
        examined=run.examined,
        raised=run.raised,
        lowered=run.lowered,
        now_passed=run.now_passed,
        no_longer_passed=run.no_longer_passed,
    )


def preview_remark(
    *, question: Question, versions: Collection[QuestionVersion], only_raises: bool
) -> Counted:
    """One answer after the other, however many there are."""
    readings, counted = readings_of(question), Counted()
    wanted = [each.pk for each in versions if readings.get(each.pk) is not None]
    items = (
        AttemptItem.objects.filter(
            version__in=wanted, attempt__submitted_at__isnull=False, fraction__isnull=False
        )
        .select_related("attempt")
        .only(*NEEDED)
        .order_by("pk")
    )
    for item in items.iterator(chunk_size=CHUNK):
        reading, before = readings[item.version_id], item.fraction
        if reading is None or before is None:
            continue
        after = new_fraction(item, reading, only_raises=only_raises)
        counted.examined += 1
        counted.raised += after > before
        counted.lowered += after < before
        if after != before:
            _count_pass(counted, item.attempt, (after - before) * item.max_points)
    return counted


def _count_pass(counted: Counted, attempt: Attempt, change: Decimal) -> None:
    points = max(attempt.points + change, Decimal(0)).quantize(FIVE_PLACES, ROUND_HALF_UP)
    before = attempt.is_marked and _reaches(attempt, attempt.points)
    after = attempt.is_marked and _reaches(attempt, points)
    counted.now_passed += after and not before
    counted.no_longer_passed += before and not after


def _reaches(attempt: Attempt, points: Decimal) -> bool:
    return points * 100 >= attempt.pass_percent * attempt.max_points
