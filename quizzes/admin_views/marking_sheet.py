"""Ten answers to one question on a page: a click for each mark, and nothing of whose they are."""

from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from people.enums import Purpose, ViewedData
from people.models import Look
from quizzes.actions.essays import mark_answer
from quizzes.admin_views.marking import MarkingPage, record_answers_read
from quizzes.answer_addresses import address_of, pk_of
from quizzes.html import to_safe_html
from quizzes.marker_forms import QuickMarkForm
from quizzes.models import AttemptItem
from quizzes.policies import answers_markable_by
from quizzes.queries.marking import SHEET, sheet_to_mark
from quizzes.specs.codec import from_dict
from quizzes.typed_answers import short_number
from quizzes.values.grids import grid_lines


ONE_SITTING = timedelta(hours=1)
KNOWN_NUMBERS = {str(number) for number in range(1, SHEET + 1)}


@dataclass(slots=True)
class SheetAnswer:
    """An answer of the sheet, with the form of its mark. `number`: as the sheet first had it."""

    item: AttemptItem
    address: str
    words: str
    form: QuickMarkForm
    number: int = 0
    refusal: str = ""
    is_focused: bool = False


class MarkingSheet(MarkingPage, TemplateView):
    """The sheet of answers: what is marked goes off it, what is not comes back as it was typed."""

    page_title = gettext_lazy("Answers to mark together")
    template_name = "quizzes/admin/marking_sheet.html"
    above = (("marking_admin:queue", gettext_lazy("Answers to mark")),)
    http_method_names = ["get", "head", "options", "post"]

    def get(self, request, *args, **kwargs):
        chosen = self.filter.chosen
        items = sheet_to_mark(self.viewer, **chosen) if all(chosen.values()) else []
        if not items:
            messages.success(request, _("No other answer waits to be marked."))
            return redirect("marking_admin:queue")
        record_answers_read(self.viewer, items)
        answers = [self.answer(item) for item in items]
        for number, one in enumerate(answers, start=1):
            one.number = number
        return self.show(answers)

    def post(self, request, *args, **kwargs):
        answers = [self.answer(item, request.POST) for item in self.sent_items()]
        self.number(answers)
        begun = [one for one in answers if one.form.is_begun]
        marked = sum(map(self.mark, begun))
        if marked:
            said = ngettext("One mark is saved.", "%(count)d marks are saved.", marked)
            messages.success(request, said % {"count": marked})
        if missing := len(begun) - marked:
            said = ngettext(
                "One mark is not saved: you read why beside it.",
                "%(count)d marks are not saved: you read why beside them.",
                missing,
            )
            messages.warning(request, said % {"count": missing})
        left = [one for one in answers if one.item.fraction is None]
        if not left:
            return redirect(f"{reverse('marking_admin:sheet')}{self.sheet_query(answers)}")
        self.focus(answers, left)
        record_answers_read(self.viewer, self.unread(left))
        return self.show(left)

    def number(self, answers):
        """Keep the number that each answer had on the sheet that was sent."""
        addresses, numbers = map(self.request.POST.getlist, ("answer", "number"))
        had = dict(zip(addresses, numbers, strict=False))
        for place, one in enumerate(answers, start=1):
            number = had.get(one.address, "")
            one.number = int(number) if number in KNOWN_NUMBERS else place

    def answer(self, item, data=None):
        spec, address = from_dict(item.version.spec), str(address_of(item.pk))
        lines = grid_lines(spec.grid)
        form = QuickMarkForm(data, prefix=address, lines=lines)
        if data and not form.is_begun:  # left for later, so nothing of it is wrong
            typed = {"comment": form["comment"].value()}
            form = QuickMarkForm(prefix=address, lines=lines, initial=typed)
        return SheetAnswer(item, address, spec.in_words(item.response), form)

    def sent_items(self):
        """The answers of the sheet that are still there and not marked, in its order."""
        keys = []
        for address in self.request.POST.getlist("answer")[:SHEET]:
            try:
                keys.append(pk_of(address))
            except ValidationError:
                continue
        found = answers_markable_by(self.viewer).select_related(
            "version__question", "attempt__quiz", "attempt__learner"
        )
        standing = found.in_bulk(keys)
        items = [standing[key] for key in dict.fromkeys(keys) if key in standing]
        marked = [item for item in items if item.fraction is not None]
        if marked or len(items) < len(set(keys)):
            messages.warning(
                self.request,
                _("Somebody else has marked some of these answers meanwhile: their marks stay."),
            )
        return [item for item in items if item.fraction is None]

    def mark(self, answer):
        """Save a mark; return whether it is saved."""
        form = answer.form
        if not form.is_valid():
            return False
        try:
            mark_answer(
                item=answer.item,
                by=self.viewer,
                percents=form.percents,
                comment=form.cleaned_data["comment"],
                seen=form.cleaned_data["seen"],
            )
        except ValidationError as refusal:
            answer.refusal = refusal.message
            return False
        answer.item.refresh_from_db(fields=["fraction"])
        return True

    def focus(self, answers, left):
        """Go on at the first answer that is left below the one that was pressed, else at the first."""
        pressed = self.request.POST.get("next", "")
        place = next((n for n, one in enumerate(answers) if one.address == pressed), -1)
        below = [one for one in answers[place + 1 :] if one in left]
        wrong = [one for one in left if one.refusal or (one.form.is_begun and one.form.errors)]
        [*wrong, *below, *left][0].is_focused = True

    def unread(self, answers):
        """Return what nobody logged of this sitting: the sheet that comes back is no second look."""
        looks = Look.objects.filter(
            viewer=self.viewer,
            purpose=Purpose.MARKING,
            seen=ViewedData.ANSWER,
            looked_at__gte=timezone.now() - ONE_SITTING,
        )
        seen = set(looks.values_list("subject", flat=True))
        return [one.item for one in answers if one.item.attempt.learner_id not in seen]

    def sheet_query(self, answers):
        """The filter of the next sheet: of the address, or of what was just marked."""
        if self.query() or not answers:
            return self.query()
        item = answers[0].item
        return f"?quiz={item.attempt.quiz_id}&question={item.version.question_id}"

    def show(self, answers):
        item = answers[0].item
        spec = from_dict(item.version.spec)
        return self.render_to_response(
            self.get_context_data(
                answers=answers,
                quiz=item.attempt.quiz,
                question=to_safe_html(spec.text),
                notes=to_safe_html(spec.general_feedback),
                points=short_number(item.max_points),
                query=self.sheet_query(answers),
            )
        )
