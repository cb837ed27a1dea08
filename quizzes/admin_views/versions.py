"""The versions of a question, and in words what changed from one to another."""

from django import forms
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.author_forms.base import FORMATS, kind_names
from quizzes.changes import spec_changes
from quizzes.models import Question
from quizzes.specs.codec import from_dict


class VersionsForm(forms.Form):
    """Two versions to compare."""

    before = forms.TypedChoiceField(label=gettext_lazy("From version"), coerce=int)
    after = forms.TypedChoiceField(label=gettext_lazy("to version"), coerce=int)

    def __init__(self, *args, numbers, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.choices = [(number, str(number)) for number in numbers]


class QuestionVersions(ListingSubpage, TemplateView):
    any_permission_required = ["add", "change", "view"]
    template_name = "quizzes/admin/versions.html"

    @cached_property
    def question(self):
        return get_object_or_404(Question, pk=self.kwargs["pk"])

    def get_page_title(self):
        return _("Versions of “%(title)s”") % {"title": self.question}

    def get_context_data(self, **kwargs):
        versions = list(self.question.versions.select_related("written_by").order_by("-number"))
        by_number = {version.number: version for version in versions}
        form = self.form(list(by_number))
        chosen = form.cleaned_data if form.is_valid() else {}
        before, after = (by_number.get(chosen.get(name)) for name in ("before", "after"))
        differences = (
            spec_changes(from_dict(before.spec), from_dict(after.spec)) if before and after else []
        )
        return super().get_context_data(
            question=self.question,
            versions=versions,
            form=form if len(versions) > 1 else None,
            before=before,
            after=after,
            changes=[change_row(change) for change in differences],
            edit_url=reverse(f"{URLS}:edit", args=[self.question.pk]),
            **kwargs,
        )

    def form(self, numbers):
        """The last two unless the address names others."""
        if "before" in self.request.GET or "after" in self.request.GET:
            return VersionsForm(self.request.GET, numbers=numbers)
        last = {"before": numbers[1], "after": numbers[0]} if len(numbers) > 1 else {}
        return VersionsForm(last, numbers=numbers)


def change_row(change):
    """Return a change in the words of the page's reader."""
    before, after = change.before, change.after
    if change.is_word:
        # Words of ours that stand as values in a spec.
        words = kind_names() | {value.value: name for value, name in FORMATS}
        before, after = (str(words.get(word) or _(word)) for word in (before, after))
    what = _(change.what)
    if change.part:
        what = _("%(what)s, “%(of)s”: %(part)s") % {
            "what": what,
            "of": Truncator(change.of).chars(80),
            "part": _(change.part),
        }
    return {"how": change.how.value, "what": what, "before": before, "after": after}
