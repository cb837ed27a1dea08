"""The words of a question in another language, side by side with its own."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.log_actions import log

from cms.languages import source_language
from quizzes.actions.translations import save_translation
from quizzes.admin_views.base import URLS, ListingSubpage
from quizzes.author_forms.translation import TranslationForm
from quizzes.models.translations import LANGUAGES
from quizzes.queries.translations import editions_of, last_read_of
from quizzes.specs.codec import from_dict


class TranslateQuestion(ListingSubpage, FormView):
    """A saved change is another edition: answers given so far keep theirs."""

    permission_required = "change"
    form_class = TranslationForm
    template_name = "quizzes/admin/translation.html"
    http_method_names = ["get", "head", "options", "post"]

    @cached_property
    def language(self):
        if self.kwargs["language"] not in dict(LANGUAGES):
            raise Http404
        return self.kwargs["language"]

    @cached_property
    def edition(self):
        return editions_of(self.question.current_version).get(self.language)

    @cached_property
    def former(self):
        return last_read_of([self.question.pk], self.language).get(self.question.pk)

    def get_page_title(self):
        names = {"title": self.question, "language": _(dict(settings.LANGUAGES)[self.language])}
        return _("“%(title)s” in another language: %(language)s") % names

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {
            "spec": from_dict(self.question.current_version.spec),
            "title": self.question.title,
            "former": self.former.words if self.former else {},
            "language": self.language,
            "initial": self.edition.words if self.edition else {},
        }

    @cached_property
    def stands(self):
        """What the page lays before its reader: the version, and the edition of its words."""
        edition = self.edition.number if self.edition else 0
        return f"{self.question.current_version_id}.{edition}"

    def form_valid(self, form):
        if self.request.POST.get("stands", self.stands) != self.stands:
            form.add_error(
                None,
                _(
                    "Somebody has changed the question or its translation meanwhile. Read what you wrote"
                    " against the source as it is now, then save again."
                ),
            )
            return self.form_invalid(form)
        if self.edition is None and not any(form.cleaned_data.values()):
            form.add_error(None, _("Nothing is filled in yet."))
            return self.form_invalid(form)
        try:
            edition = save_translation(
                version=self.question.current_version,
                language=self.language,
                words=form.cleaned_data,
            )
        except ValidationError as error:
            form.refuse(error.message_dict)
            return self.form_invalid(form)
        log(instance=self.question, action="wagtail.edit")
        if edition.is_whole:
            messages.success(self.request, _("The translation is saved. Learners read it now."))
        else:
            messages.warning(
                self.request,
                _("What you wrote is saved. Learners read the source until nothing is left."),
            )
        return redirect(f"{URLS}:translation", self.question.pk, self.language)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            question=self.question,
            edition=self.edition,
            stands=self.stands,
            is_older=self.former is not None and not (self.edition and self.edition.is_read),
            language=self.language,
            language_name=_(dict(settings.LANGUAGES)[self.language]),
            source=source_language(),
            edit_url=reverse(f"{URLS}:edit", args=[self.question.pk]),
            **kwargs,
        )


def translations_of(question):
    """Return each language, its name, and the edition of the version in force, if any."""
    editions = editions_of(question.current_version)
    return [(code, name, editions.get(code)) for code, name in LANGUAGES]
