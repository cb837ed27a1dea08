"""More time for somebody in quizzes with a limit: set by administrators, seen by nobody else."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from people.actions.privacy import record_look
from people.admin_views.access import AdminPage
from people.admin_views.staff import SinglePersonPage
from people.enums import Purpose, ViewedData
from people.organisation_views.access import FormPage
from people.policies import people_visible_to
from quizzes.actions.extra_time import set_extra_time
from quizzes.policies import extra_times_visible_to, may_set_extra_time


FOUND_SHOWN = 20
MOST_PERCENT = 300


class SearchPersonForm(forms.Form):
    q = forms.CharField(label=_("Name or staff number"), max_length=100, required=False)


class ExtraTimeForm(forms.Form):
    percent = forms.IntegerField(
        label=_("More time (%)"),
        help_text=_("33 gives 40 minutes for 30. Leave it empty for none."),
        min_value=1,
        max_value=MOST_PERCENT,
        required=False,
    )


class ExtraTimes(AdminPage, TemplateView):
    """Who has more time, and somebody to give some to. Those who have are told that it was seen."""

    is_allowed = staticmethod(may_set_extra_time)
    page_title = _("Extra time for quizzes")
    header_icon = "time"
    template_name = "quizzes/admin/extra_times.html"

    def get_context_data(self, **kwargs):
        form = SearchPersonForm(self.request.GET)
        words = form.cleaned_data["q"].strip() if form.is_valid() else ""
        people = people_visible_to(self.viewer)
        extra_times = extra_times_visible_to(self.viewer).select_related("learner")
        extra_times = list(extra_times.order_by("learner__last_name", "learner__pk"))
        record_look(
            by=self.viewer,
            at=[one.learner for one in extra_times],
            purpose=Purpose.STAFF_ADMINISTRATION,
            seen=ViewedData.EXTRA_TIME,
        )
        return super().get_context_data(**kwargs) | {
            "form": form,
            "words": words,
            "found": people.found_by(words).order_by("folded_name", "pk")[:FOUND_SHOWN]
            if words
            else [],
            "held": extra_times,
        }


class OneExtraTime(FormPage, SinglePersonPage):
    """The extra time of one person. Attempts under way keep their end."""

    is_allowed = staticmethod(may_set_extra_time)
    above = (("quiz_admin:extra_times", _("Extra time for quizzes")),)
    header_icon = "time"
    form_class = ExtraTimeForm
    http_method_names = ("get", "head", "post")  # a PUT of nothing would take it away
    intro = _(
        "Counts from the next attempt on, in every quiz with a time limit. Why it is needed is not "
        "asked and not kept. No manager and no author sees it."
    )
    submit = _("Save")
    done = _("The extra time is saved.")

    def get(self, request, *args, **kwargs):
        record_look(
            by=self.viewer,
            at=[self.person],
            purpose=Purpose.STAFF_ADMINISTRATION,
            seen=ViewedData.EXTRA_TIME,
        )
        return super().get(request, *args, **kwargs)

    def get_initial(self):
        extra_time = extra_times_visible_to(self.viewer).filter(learner=self.person).first()
        return {"percent": extra_time.percent if extra_time else None}

    def act(self, cleaned):
        set_extra_time(learner=self.person, percent=cleaned["percent"])

    def get_success_url(self):
        return reverse("quiz_admin:extra_times")
