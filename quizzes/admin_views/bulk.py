"""A change of many questions, ticked in the listing or all that it shows."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.log_actions import log
from wagtail.permissions import policy_registry
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from quizzes.actions.bulk import MOST_AT_ONCE, BulkChange, bulk_change_questions, too_many
from quizzes.admin_views.bank_search import question_keys_in_listing
from quizzes.author_meta import DayField, TagsField, boxes_by_area, competences_field, level_field
from quizzes.enums import QuestionStatus
from quizzes.models import Category, Question, Quiz, Tag
from quizzes.queries.bank import asked_in_open_exams, asked_in_quizzes


AS_IT_IS = ("", gettext_lazy("as it is"))
SHOWN = 20


class BulkForm(forms.Form):
    copies = forms.BooleanField(
        label=gettext_lazy("Copy them"),
        help_text=gettext_lazy(
            "The questions stay as they are; what is said below is done to the copies."
        ),
        required=False,
    )
    quiz = forms.ModelChoiceField(
        Quiz.objects.order_by("title", "pk"),
        label=gettext_lazy("Put into a quiz"),
        help_text=gettext_lazy("After its other questions."),
        empty_label="–",
        required=False,
    )
    status = forms.ChoiceField(
        label=gettext_lazy("Status"), choices=[AS_IT_IS, *QuestionStatus.choices], required=False
    )
    category = forms.ModelChoiceField(
        Category.objects.all(),
        label=gettext_lazy("Category"),
        empty_label=gettext_lazy("each keeps its own"),
        required=False,
    )
    difficulty = level_field(blank=AS_IT_IS)
    review_on = DayField(label=gettext_lazy("To be read again on"), required=False)
    add_tags = TagsField(
        label=gettext_lazy("Tags to add"), help_text=gettext_lazy("Between commas.")
    )
    remove_tags = forms.ModelMultipleChoiceField(
        Tag.objects.none(),
        label=gettext_lazy("Tags to take off"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    add_competences = competences_field(label=gettext_lazy("Competences to add"))
    remove_competences = competences_field(label=gettext_lazy("Competences to take off"))

    def __init__(self, *args, questions=(), **kwargs):
        super().__init__(*args, **kwargs)
        used = Tag.objects.filter(questions__in=questions).distinct()
        self.fields["remove_tags"].queryset = used
        if not used:
            self.fields["remove_tags"].widget = forms.MultipleHiddenInput()
        taken = self.fields["remove_competences"]
        taken.queryset = taken.queryset.filter(questions__in=questions).distinct()

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Say what is to change."), code="nothing")
        return cleaned

    def change(self):
        single = ("status", "category", "difficulty", "review_on", "quiz")
        many = ("add_tags", "remove_tags", "add_competences", "remove_competences")
        return BulkChange(
            copies=self.cleaned_data["copies"],
            **{name: self.cleaned_data[name] or None for name in single},
            **{name: list(self.cleaned_data[name]) for name in many},
        )


class ChangeQuestions(SnippetBulkAction):
    display_name = gettext_lazy("Change")
    action_type = "change"
    aria_label = gettext_lazy("Change the selected questions")
    template_name = "quizzes/admin/bulk_change.html"
    action_priority = 10
    models = [Question]
    form_class = BulkForm

    def dispatch(self, request, *args, **kwargs):
        if not self.permission_policy.user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_form(self, form_class=None):
        """Offer what the author may do with one question."""
        form = super().get_form(form_class)
        if not self.permission_policy.user_has_permission(self.request.user, "add"):
            form.fields["copies"].disabled = True
        if not policy_registry.get_by_type(Quiz).user_has_permission(self.request.user, "change"):
            form.fields["quiz"].queryset = Quiz.objects.none()
        return form

    @classmethod
    def get_queryset(cls, model, object_ids):
        keys = [
            int(key)
            for key in map(str, object_ids)
            if key.isascii() and key.isdecimal() and len(key) < 19
        ]
        return list(Question.objects.filter(pk__in=keys).select_related("category"))

    def get_all_objects_in_listing_query(self, parent_id):
        """All that the listing shows as it was filtered: never the whole bank by mistake."""
        return question_keys_in_listing(self.next_url, self.request)

    def get_actionable_objects(self):
        """Return the chosen questions; Wagtail asks several times in a request."""
        if not hasattr(self, "_found"):
            self._found = super().get_actionable_objects()
        return self._found

    def form_valid(self, form):
        chosen = len(self.get_actionable_objects()[0])
        if chosen > MOST_AT_ONCE:
            form.add_error(None, too_many(chosen))
            return self.form_invalid(form)
        return super().form_valid(form)

    def get_form_kwargs(self):
        questions = [question.pk for question in self.get_actionable_objects()[0]]
        return super().get_form_kwargs() | {"questions": questions}

    def object_context(self, question):
        return {"item": question}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        keys = [one["item"].pk for one in context["items"]]
        return context | {
            "too_many": too_many(len(keys)) if len(keys) > MOST_AT_ONCE else "",
            "asked": len(asked_in_quizzes(keys)),
            "in_exams": len(asked_in_open_exams(keys)),
            "plain_fields": [
                field for field in form.visible_fields() if not field.name.endswith("_competences")
            ],
            "competence_fields": [
                (form[name], boxes_by_area(form[name]))
                for name in ("add_competences", "remove_competences")
            ],
            "shown": context["items"][:SHOWN],
            "hidden": max(len(context["items"]) - SHOWN, 0),
        }

    @classmethod
    def execute_action(cls, objects, **kwargs):
        view = kwargs["self"]
        view.outcome = bulk_change_questions(
            questions=[question.pk for question in objects],
            change=view.cleaned_form.change(),
            by=view.request.user,
        )
        done = "wagtail.create" if view.cleaned_form.cleaned_data["copies"] else "wagtail.edit"
        for question in view.outcome.changed:
            log(instance=question, action=done, user=view.request.user)
        return len(view.outcome.changed), 0

    def get_success_message(self, num_parent_objects, num_child_objects):
        self.say_what_was_refused()
        if not num_parent_objects:
            return None
        if self.cleaned_form.cleaned_data["copies"]:
            return ngettext(
                "One question is copied.", "%(count)d questions are copied.", num_parent_objects
            ) % {"count": num_parent_objects}
        return ngettext(
            "One question is changed.", "%(count)d questions are changed.", num_parent_objects
        ) % {"count": num_parent_objects}

    def say_what_was_refused(self):
        refused = self.outcome.refused
        for question, reason in refused[:SHOWN]:
            sentence = _("“%(title)s” stays as it was: %(reason)s")
            messages.warning(self.request, sentence % {"title": question, "reason": reason})
        if len(refused) > SHOWN:
            more = _("%(count)d more questions stay as they were, for such a reason.")
            messages.warning(self.request, more % {"count": len(refused) - SHOWN})
