"""One page that writes a whole quiz: what it says, and each question as a card."""

import re
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from core.admin_tasks import find_admin_task
from quizzes.actions.writing import StaleQuiz, WrittenQuestion, write_quiz
from quizzes.admin_views.base import ListingSubpage
from quizzes.admin_views.quizzes import QUIZZES
from quizzes.author_forms.base import convert_to_one_format
from quizzes.author_forms.cards import (
    MORE_ROWS,
    CardForm,
    QuizSettings,
    card_form,
    copied_fields,
    entry_initial,
    new_card_initial,
    wrong_in,
)
from quizzes.kinds.base import KINDS, Spec
from quizzes.models import Question, Quiz
from quizzes.queries.writing import (
    answered_questions,
    entries_to_write,
    is_left_draft,
    other_quizzes,
    question_fingerprint,
    quiz_fingerprint,
)
from quizzes.quiz_pages import quiz_page_url
from quizzes.specs.codec import from_dict, to_dict


MOST_CARDS = 100
SETTINGS = list(QuizSettings.Meta.fields)
_CARD = re.compile(r"([en])([0-9]{1,12}):([a-z_]{1,20})\Z")
_ACT = re.compile(r"(up|down|copy|remove|rows|at|add):([a-z_0-9:]{1,60})\Z")


@dataclass(slots=True)
class Card:
    """A question on the page. `key`: e and the number of a question of this quiz, or n and a number of its own."""

    key: str
    kind: type[Spec]
    form: CardForm
    question: Question | None = None
    spec: Spec | None = None
    stands: str = ""
    refusals: list[str] = field(default_factory=list)
    is_answered: bool = False
    elsewhere: list[str] = field(default_factory=list)
    focus: str = ""

    @property
    def kind_name(self):
        return capfirst(_(self.kind.name))

    @property
    def anchor(self):
        return f"card-{self.key}"

    @property
    def errors(self):
        """Return what is wrong: where, and why."""
        own = [(self.anchor, reason) for reason in self.refusals]
        return own + [(at or self.anchor, why) for at, why in self.form.wrong_fields()]

    @property
    def is_about_open(self):
        return any(self.form[name].errors for name in ("title", "tags", "format"))

    def written(self):
        """Return what its author leaves, of a valid form."""
        said = self.form.cleaned_data
        return WrittenQuestion(
            question=self.question,
            stands=self.stands,
            spec=self.changed_spec(),
            **{name: said[name] for name in ("title", "category", "status", "tags", "points")},
        )

    def changed_spec(self):
        """Return what it asks from now on; None where that is what it asked."""
        said = self.form.spec()
        if self.spec is None:
            return said
        before = convert_to_one_format(self.spec)
        return None if to_dict(said) in (to_dict(self.spec), to_dict(before)) else said


class WriteQuiz(ListingSubpage, TemplateView):
    """The page of a whole quiz. One button saves; the others give the page back as it was typed."""

    model = Quiz
    header_icon = "clipboard-list"
    template_name = "quizzes/admin/write_quiz.html"
    http_method_names = ["get", "head", "options", "post"]

    def dispatch(self, request, *args, **kwargs):
        questions = policy_registry.get_by_type(Question)
        wanted = "change" if "pk" in kwargs else "add"
        may_write = all(
            questions.user_has_permission(request.user, act) for act in ("add", "change")
        )
        if not (may_write and self.user_has_permission(wanted)):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def quiz(self):
        return get_object_or_404(Quiz, pk=self.kwargs["pk"]) if "pk" in self.kwargs else Quiz()

    def get_page_title(self):
        return str(self.quiz) if self.quiz.pk else _("Write a quiz")

    @cached_property
    def entries(self):
        return {entry.question_id: entry for entry in entries_to_write(self.quiz)}

    # --- The cards of the page

    def stored_cards(self):
        return [self.entry_card(entry) for entry in self.entries.values()]

    def entry_card(self, entry, data=None, stands=None):
        spec = from_dict(entry.question.current_version.spec)
        key = f"e{entry.question_id}"
        form = card_form(type(spec))(
            data, prefix=key, spec=spec, author=self.request.user, initial=entry_initial(entry)
        )
        now = question_fingerprint(entry.question)
        return Card(key, type(spec), form, entry.question, spec, stands or now)

    def new_card(self, key, kind, data=None, *, category=None):
        initial = new_card_initial(category or self.last_category)
        form = card_form(kind)(data, prefix=key, author=self.request.user, initial=initial)
        return Card(key, kind, form)

    @cached_property
    def last_category(self):
        """The category that a new card begins with: of the last card, else of the quiz."""
        data = self.request.POST
        chosen = [data.get(f"{key}-category") for key, _kind in self.sent_keys(data)]
        stored = [entry.question.category_id for entry in self.entries.values()]
        return next(
            (one for one in [*chosen[::-1], *stored[::-1], data.get("quiz-category")] if one),
            self.quiz.category_id,
        )

    def fill_categories(self, data):
        """Give a card without a category that of the card above; the first ones, that of the quiz or of the next card."""
        names = [f"{key}-category" for key, _kind in self.sent_keys(data)]
        before = next(filter(None, map(data.get, ["quiz-category", *names])), "")
        for name in names:
            data[name] = before = data.get(name) or before

    def sent_keys(self, data):
        """The keys of the cards in the order of the page, each once, with their kinds."""
        found = {}
        for said in data.getlist("card"):
            match = _CARD.match(said)
            if match and match[3] in KINDS:
                found.setdefault(match[1] + match[2], KINDS[match[3]])
        return list(found.items())

    def sent_cards(self, data):
        """The cards as they were typed. One whose question left the quiz meanwhile becomes a new question."""
        cards = []
        for key, kind in self.sent_keys(data):
            entry = self.entries.get(int(key[1:])) if key[0] == "e" else None
            if entry is not None and entry.question.current_version.kind == kind.kind:
                cards.append(self.entry_card(entry, data, data.get(f"{key}-stands", "-")))
            elif key[0] == "n":
                cards.append(self.new_card(key, kind, data))
            else:
                own = self.free_key(data)
                take_over(data, key, own)
                data.appendlist("card", f"{own}:{kind.kind}")
                card = self.new_card(own, kind, data)
                card.refusals.append(
                    _(
                        "This question is not in the quiz any more. What you wrote is kept as a new question:"
                        " save it, or take it out."
                    )
                )
                cards.append(card)
        return cards

    def free_key(self, data):
        numbers = [int(key[1:]) for key, _kind in self.sent_keys(data) if key[0] == "n"]
        return f"n{max(numbers, default=0) + 1}"

    # --- Requests

    def get(self, request, *args, **kwargs):
        cards = self.stored_cards()
        settings = QuizSettings(instance=self.quiz, prefix="quiz")
        return self.show(cards, settings)

    def post(self, request, *args, **kwargs):
        if len(self.entries) > MOST_CARDS:
            return self.get(request)
        data = request.POST.copy()
        act = _ACT.match(data.get("do", ""))
        if not act:
            self.fill_categories(data)
        cards = self.sent_cards(data)
        settings = QuizSettings(data, instance=self.quiz, prefix="quiz")
        if act:
            at = self.rearrange(cards, act[1], act[2], data)
            return self.show(cards, settings, at=at, is_held=True)
        return self.save(cards, settings, data)

    def rearrange(self, cards, act, about, data):
        """Carry out what a button of the page says; return the key after which the next question is added."""
        key, _colon, kind = about.partition(":")
        place = next((index for index, card in enumerate(cards) if card.key == key), None)
        at = data.get("at", "")
        if act == "add" and kind in KINDS:
            above = data.get(f"{key}-category") if place is not None else None
            card = self.new_card(self.free_key(data), KINDS[kind], category=above)
            card.form.fields["text"].widget.attrs["autofocus"] = True
            cards.insert(len(cards) if place is None else place + 1, card)
            return ""
        if place is None:
            return at
        card = cards[place]
        if act in ("up", "down"):
            cards.pop(place)
            cards.insert(max(place + (1 if act == "down" else -1), 0), card)
        elif act == "copy":
            card = self.copy_of(card, data)
            cards.insert(place + 1, card)
        elif act == "remove":
            cards.pop(place)
            card = cards[min(place, len(cards) - 1)] if cards else card
        elif act == "rows":
            cards[place] = card = self.with_more_rows(card, data)
        card.focus = act if act in ("up", "down", "rows") else "head" if act != "at" else ""
        if (card is cards[0] and act == "up") or (card is cards[-1] and act == "down"):
            card.focus = "head"
        return key if act == "at" else at

    def copy_of(self, card, data):
        own = self.free_key(data)
        take_over(data, card.key, own)
        title = data.get(f"{own}-title", "")
        data[f"{own}-title"] = _("%(title)s (copy)") % {"title": title} if title else ""
        return self.new_card(own, card.kind, data)

    def with_more_rows(self, card, data):
        name = f"{card.key}-rows-TOTAL_FORMS"
        total = data.get(name, "0")
        data[name] = str((int(total) if total.isdecimal() and len(total) < 4 else 0) + MORE_ROWS)
        again = next(one for one in self.sent_cards(data) if one.key == card.key)
        again.refusals = card.refusals
        return again

    def save(self, cards, settings, data):
        are_valid = [card.form.is_valid() for card in cards]
        if len(cards) > MOST_CARDS:
            return self.show(cards, settings)
        if not (settings.is_valid() and all(are_valid)) or any(card.refusals for card in cards):
            return self.show(cards, settings)
        is_new = self.quiz.pk is None
        try:
            outcome = write_quiz(
                quiz=settings.instance,
                fields=SETTINGS,
                written=[card.written() for card in cards],
                stands=data.get("stands", ""),
                by=self.request.user,
            )
        except StaleQuiz as stale:
            return self.show_stale(cards, settings, stale)
        self.note(outcome, is_new=is_new)
        return redirect(f"{QUIZZES}:write", settings.instance.pk)

    def note(self, outcome, *, is_new):
        log(instance=self.quiz, action="wagtail.create" if is_new else "wagtail.edit")
        for question in outcome.created:
            log(instance=question, action="wagtail.create")
        for question in outcome.changed:
            log(instance=question, action="wagtail.edit")
        new, changed = len(outcome.created), len(outcome.changed)
        said = [
            _("The quiz is saved."),
            new and ngettext("One new question.", "%(count)d new questions.", new) % {"count": new},
            changed
            and ngettext("One question changed.", "%(count)d questions changed.", changed)
            % {"count": changed},
            outcome.removed
            and ngettext(
                "One question left the quiz and stays in the bank.",
                "%(count)d questions left the quiz and stay in the bank.",
                outcome.removed,
            )
            % {"count": outcome.removed},
        ]
        url = "" if quiz_page_url(self.quiz) else self.lessons_url()
        buttons = [messages.button(url, _("Put it into a lesson"))] if url else None
        messages.success(self.request, " ".join(filter(None, said)), buttons=buttons)

    def lessons_url(self):
        """The page that says how the quiz goes into a lesson; "" for whoever may not write one."""
        task = find_admin_task("write-lesson", self.request.user)
        return f"{task.url}?quiz={self.quiz.pk}" if task and self.quiz.pk else ""

    def show_stale(self, cards, settings, stale):
        """Keep what was typed, say where others were faster; saved again, it replaces theirs."""
        for card in cards:
            if card.question is not None and card.question.pk in stale.questions:
                card.stands = question_fingerprint(card.question)
                card.refusals.append(
                    _(
                        "Somebody else has changed this question meanwhile: compare before you save again."
                    )
                )
        refusal = _(
            "Somebody else has changed this quiz meanwhile. Nothing is saved, and what you wrote is below. Saved"
            " again, it replaces what they wrote."
        )
        return self.show(cards, settings, refusal=refusal)

    # --- The page

    def show(self, cards, settings, *, at="", is_held=False, refusal=""):
        if is_held:
            for form in (settings, *(card.form for card in cards)):
                form.hold_errors()
        self.tell_use(cards)
        is_too_long = len(cards) > MOST_CARDS
        is_left = is_left_draft(self.quiz, self.entries.values())
        return self.render_to_response(
            self.get_context_data(
                quiz=self.quiz,
                cards=cards,
                settings=settings,
                is_left_draft=is_left,
                settings_open=is_left or bool(set(settings.errors) - {"title"}),
                at=at if any(card.key == at for card in cards) else "",
                stands=self.stands(is_held=is_held),
                problems=self.problems(cards, settings),
                refusal=refusal,
                is_unsaved=self.request.method == "POST",
                most=MOST_CARDS,
                is_too_long=is_too_long,
                is_shown=not (is_too_long and len(self.entries) > MOST_CARDS),
                kinds=[(one.kind, capfirst(_(one.name)), one.icon) for one in KINDS.values()],
            )
        )

    def stands(self, *, is_held):
        """The fingerprint of the quiz as its author saw it; as it is, once they were told of a change."""
        if is_held and "stands" in self.request.POST:
            return self.request.POST["stands"]
        return quiz_fingerprint(self.stored_quiz, SETTINGS)

    @property
    def stored_quiz(self):
        """The quiz without what the form wrote into it."""
        return Quiz.objects.get(pk=self.quiz.pk) if self.quiz.pk else Quiz()

    def tell_use(self, cards):
        keys = [card.question.pk for card in cards if card.question is not None]
        answered, elsewhere = answered_questions(keys), other_quizzes(keys, self.quiz)
        for card in cards:
            if card.question is not None:
                card.is_answered = card.question.pk in answered
                card.elsewhere = elsewhere.get(card.question.pk, [])

    def problems(self, cards, settings):
        """Return what is wrong with the page: the number of the question, where, and why."""
        found = [(None, at or "settings", why) for at, why in wrong_in(settings)]
        return found + [
            (number, at, why)
            for number, card in enumerate(cards, start=1)
            for at, why in card.errors
        ]

    def get_context_data(self, **kwargs):
        pk = self.quiz.pk
        return super().get_context_data(
            settings_url=reverse(f"{QUIZZES}:edit", args=[pk]) if pk else "",
            learner_url=reverse(f"{QUIZZES}:as_learner", args=[pk]) if pk else "",
            lessons_url=self.lessons_url(),
            **kwargs,
        )


def take_over(data, before, after):
    """Have what was typed under one key stand under another too."""
    for name, values in copied_fields(data, before, after):
        data.setlist(name, values)
