"""One's mistakes again, a question at a time, when they are about to be forgotten."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from core.redirects import post_only
from quizzes.actions.review import answer_card, gather_mistakes
from quizzes.display import review_answer
from quizzes.forms import AnswerForm
from quizzes.marking import clean_response
from quizzes.pages import build_question, localised_view
from quizzes.policies import review_cards_visible_to
from quizzes.queries.question_resources import lessons_to_read
from quizzes.queries.review import WEEKLY, askable_cards, due_cards, mistakes_without_card
from quizzes.queries.translations import shown_answer, shown_version
from quizzes.specs.codec import from_dict


NUMBER, TOTAL, WEEK = "question", "sur", "semaine"


@dataclass(frozen=True, slots=True)
class Round:
    """The questions asked one after the other, “3 of 14”: it stands in the address, and nothing notes it."""

    number: int
    total: int

    @classmethod
    def of(cls, request) -> "Round | None":
        """Return the round of an address; None where it has none, or has been tampered with."""
        number, total = request.GET.get(NUMBER, ""), request.GET.get(TOTAL, "")
        if not (number.isdecimal() and total.isdecimal() and len(number + total) < 8):
            return None
        return cls(int(number), int(total)) if 1 <= int(number) <= int(total) else None

    @property
    def is_last(self) -> bool:
        return self.number == self.total

    def following(self) -> "Round":
        return Round(self.number + 1, self.total)


def _address(name, card, place: Round | None) -> str:
    query = {NUMBER: place.number, TOTAL: place.total} if place else {}
    return reverse(f"quizzes:{name}", args=[card.uuid], query=query)


@require_GET
def overview(request):
    now = timezone.now()
    cards = review_cards_visible_to(request.user)
    coming = cards.filter(due_at__gt=now).order_by("due_at", "pk").first()
    due = due_cards(request.user, now=now).count()
    context = {
        "waiting": due + mistakes_without_card(request.user).count(),
        "coming": coming.due_at if coming else None,
        "kept": cards.count(),
    }
    return render(request, "quizzes/review/overview.html", context)


@post_only
def begin(request):
    """Begin with what is due: all of it, or for the first screen the few of the week."""
    gather_mistakes(learner=request.user)
    due = list(due_cards(request.user, now=timezone.now()))
    if not due:
        return redirect("quizzes:review")
    asked = request.POST.get(WEEK, "")
    most = int(asked) if asked.isdecimal() and 1 <= int(asked) <= WEEKLY else len(due)
    return redirect(_address("review_card", due[0], Round(1, min(most, len(due)))))


@require_http_methods(["GET", "HEAD", "POST"])
def card(request, card):
    now = timezone.now()
    card = get_object_or_404(askable_cards(request.user), uuid=card)
    if card.due_at > now:
        return redirect("quizzes:review")
    version = card.question.current_version
    if request.method == "POST":
        spec = from_dict(version.spec)
        raw = spec.raw_response(request.POST)
        if request.POST.get("verb") == "skip":
            raw = {}
        else:
            answer = AnswerForm(request.POST, view=localised_view(spec, seed=_seed(card)))
            if not answer.is_valid():
                return _asked(request, card, version, answer=answer, said=clean_response(spec, raw))
        answer_card(card=card.pk, version=version.pk, raw=raw)
        return redirect(_address("review_explained", card, Round.of(request)))
    return _asked(request, card, version)


def _asked(request, card, version, *, answer=None, said=None):
    here = shown_version(version)
    view = localised_view(here.spec, seed=_seed(card))
    context = {
        "action": _address("review_card", card, Round.of(request)),
        "place": Round.of(request),
        "question": build_question(here.spec, view, said or {}, language=here.language),
        "error": answer.first_error() if answer else "",
        "wrong_fields": list(answer.errors) if answer else [],
    }
    return render(request, "quizzes/review/card.html", context)


@require_GET
def explained(request, card):
    cards = review_cards_visible_to(request.user).select_related("version")
    card = get_object_or_404(cards.exclude(version=None), uuid=card)
    here = shown_answer(card)
    view = localised_view(here.spec, seed=_seed(card))
    place = Round.of(request)
    left = due_cards(request.user, now=timezone.now()).exclude(pk=card.pk)
    following = None if place and place.is_last else left.first()
    context = {
        "card": card,
        "place": place,
        "question": build_question(
            here.spec,
            view,
            card.response,
            language=here.language,
            review=review_answer(here.spec, card.response, view),
            lesson=lessons_to_read([card.question_id]).get(card.question_id),
        ),
        "following": following
        and _address("review_card", following, place.following() if place else None),
    }
    return render(request, "quizzes/review/explained.html", context)


def _seed(card):
    return f"card {card.uuid}"
