"""One's mistakes again, a question at a time, when they are about to be forgotten."""

from django.shortcuts import get_object_or_404, redirect, render
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
from quizzes.queries.review import askable_cards, due_cards, mistakes_without_card
from quizzes.queries.translations import shown_answer, shown_version
from quizzes.specs.codec import from_dict


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
    gather_mistakes(learner=request.user)
    card = due_cards(request.user, now=timezone.now()).first()
    return redirect("quizzes:review_card", card.uuid) if card else redirect("quizzes:review")


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
        return redirect("quizzes:review_explained", card.uuid)
    return _asked(request, card, version)


def _asked(request, card, version, *, answer=None, said=None):
    here = shown_version(version)
    view = localised_view(here.spec, seed=_seed(card))
    context = {
        "card": card,
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
    context = {
        "card": card,
        "question": build_question(
            here.spec,
            view,
            card.response,
            language=here.language,
            review=review_answer(here.spec, card.response, view),
            lesson=lessons_to_read([card.question_id]).get(card.question_id),
        ),
        "following": due_cards(request.user, now=timezone.now()).exclude(pk=card.pk).first(),
    }
    return render(request, "quizzes/review/explained.html", context)


def _seed(card):
    return f"card {card.uuid}"
