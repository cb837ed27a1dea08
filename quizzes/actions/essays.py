"""Marking an open answer."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils.translation import gettext as _

from people.actions.mails import Letter, enqueue_mail
from people.models import Person
from people.policies import sealed_before
from quizzes.actions.scoring import round_share, write_score
from quizzes.mails import ANSWERS_MARKED
from quizzes.models import Attempt, AttemptItem, EssayMark
from quizzes.notifications import notify_marked, settle_markers
from quizzes.pass_registry import notify_passed
from quizzes.policies import answers_markable_by
from quizzes.queries.asking import attempt_items
from quizzes.specs.codec import from_dict
from quizzes.values.grids import grid_fraction


@transaction.atomic
def mark_answer(
    *,
    item: AttemptItem,
    by: Person,
    percents: Sequence[int],
    comment: str,
    seen: int,
    reason: str = "",
) -> EssayMark:
    """Mark an open answer and score its attempt. `seen`: the number of the mark that the marker saw, 0 for none.
    Raises ValidationError where others marked meanwhile, it is not theirs to mark, or a change has no reason."""
    attempt = Attempt.objects.select_for_update().filter(pk=item.attempt_id).first()
    if attempt is None or not answers_markable_by(by).filter(pk=item.pk).exists():
        raise ValidationError(_("This answer is not there any more."), code="gone")
    items = attempt_items(attempt)
    answer = next(candidate for candidate in items if candidate.pk == item.pk)
    last = answer.marks.aggregate(last=Max("number"))["last"] or 0
    if last != seen:
        raise ValidationError(
            _("Somebody else has marked this answer meanwhile. Your marks were not kept."),
            code="marked_meanwhile",
        )
    if last and not reason.strip():
        raise ValidationError(_("Say why the mark is changed."), code="reason")
    grid = from_dict(answer.version.spec).grid
    answer.fraction = round_share(grid_fraction(grid, percents))
    given = EssayMark.objects.create(
        item=answer,
        number=last + 1,
        marker=by,
        grid=list(percents),
        fraction=answer.fraction,
        comment=comment.strip(),
        reason=reason.strip() if last else "",
    )
    AttemptItem.objects.filter(pk=answer.pk).update(fraction=answer.fraction)
    write_score(attempt, items)
    _tell(attempt, given)
    settle_markers()
    return given


def _tell(attempt: Attempt, given: EssayMark) -> None:
    """Tell who waits for its pass, and notify the learner once nothing waits any more; not about what is sealed to whoever is signed in."""
    attempt.refresh_from_db()
    before = sealed_before(attempt.learner)
    if attempt.is_passed:
        notify_passed(attempt)
    if attempt.awaiting or (before and attempt.started_at < before):
        return
    notify_marked(attempt)
    enqueue_mail(
        kind=ANSWERS_MARKED,
        letter=Letter(
            person=attempt.learner,
            key=f"{attempt.uuid} {given.pk}",
            path=reverse("quizzes:result", args=[attempt.uuid]),
        ),
    )
