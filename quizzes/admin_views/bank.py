"""Writing questions in the administration, in Wagtail's own furniture. Nothing of learners here."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import log

from quizzes.actions.bank import save_question
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.admin_views.translating import translations_of
from quizzes.admin_views.trying import sent_answer, try_question
from quizzes.author_forms.base import kind_names
from quizzes.author_forms.described import author_form
from quizzes.author_meta import initial_meta
from quizzes.kinds.base import KINDS
from quizzes.models import Question
from quizzes.queries.asking import quizzes_using
from quizzes.queries.bank import quizzes_that_may_draw
from quizzes.queries.translations import shown_version
from quizzes.specs.codec import from_dict


class ChooseKind(ListingSubpage, TemplateView):
    permission_required = "add"
    page_title = gettext_lazy("New question: of which kind?")
    template_name = "quizzes/admin/kinds.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(kinds=list(kind_names().items()), **kwargs)


class QuestionForm(ListingSubpage, FormView):
    """What an author fills in, new or again."""

    template_name = "quizzes/admin/question.html"

    def get_form_class(self):
        return author_form(self.kind)

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"author": self.request.user}

    def form_valid(self, form):
        question = self.question
        is_new = question.pk is None
        for name in ("title", "category", "status"):
            setattr(question, name, form.cleaned_data[name])
        question.lesson_id = form.cleaned_data["lesson"]
        for name, value in form.columns().items():
            setattr(question, name, value)
        save_question(
            question=question,
            spec=form.spec(),
            by=self.request.user,
            tags=form.cleaned_data["tags"],
            competences=form.cleaned_data["competences"],
        )
        log(instance=question, action="wagtail.create" if is_new else "wagtail.edit")
        messages.success(
            self.request, _("The question “%(title)s” is saved.") % {"title": question}
        )
        return redirect(f"{URLS}:edit", question.pk)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            question=self.question, kind_name=_(self.kind.name), **kwargs
        )


class CreateQuestion(QuestionForm):
    permission_required = "add"
    page_title = gettext_lazy("New question")

    @cached_property
    def question(self):
        return Question()

    @cached_property
    def kind(self):
        if self.kwargs["kind"] not in KINDS:
            raise Http404
        return KINDS[self.kwargs["kind"]]


class EditQuestion(QuestionForm):
    """A saved change makes a new version; attempts under way keep the one that they began with."""

    permission_required = "change"

    @cached_property
    def spec(self):
        return from_dict(self.question.current_version.spec)

    @property
    def kind(self):
        return KINDS[self.spec.kind]

    def get_page_title(self):
        return str(self.question)

    def get_form_kwargs(self):
        question = self.question
        initial = {name: getattr(question, name) for name in ("title", "category", "status")}
        initial["lesson"] = question.lesson_id
        initial |= initial_meta(question)
        return super().get_form_kwargs() | {"spec": self.spec, "initial": initial}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            versions=self.question.versions.select_related("written_by").order_by("-number"),
            quizzes=quizzes_using(self.question),
            drawing=quizzes_that_may_draw(self.question),
            translations=translations_of(self.question),
            may_delete=self.user_has_permission("delete"),
            **kwargs,
        )


def shown_version_in(language, version):
    """Return a version in that language where it has words there; in the reader's for no language of the site."""
    known = language if language in dict(settings.LANGUAGES) else get_language()
    with override(known):
        return shown_version(version)


class LearnerView(PermissionCheckedMixin, TemplateView):
    """The question in force as a learner sees it, to be tried."""

    model = Question
    any_permission_required = ["add", "change", "view"]
    template_name = "quizzes/admin/as_learner.html"

    def get_context_data(self, **kwargs):
        questions = Question.objects.select_related("current_version")
        question = get_object_or_404(questions.exclude(current_version=None), pk=self.kwargs["pk"])
        assert question.current_version is not None
        here = shown_version_in(self.request.GET.get("language", ""), question.current_version)
        return super().get_context_data(
            title=question.title,
            edit_url=reverse(f"{URLS}:edit", args=[question.pk]),
            overview=here.spec.overview(),
            overview_template=here.spec.overview_template,
            trial=try_question(question, here, sent_answer(self.request)),
            again_url=self.request.get_full_path(),
            **kwargs,
        )

    def post(self, request, *args, **kwargs):
        """Answer without storing anything, as a GET does."""
        return self.get(request, *args, **kwargs)
