"""Pages of what is done to several people: named first, then proved, then done to all of them or to none."""

from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView
from wagtail.admin import messages

from core.spreadsheets import unescaped_csv_bytes
from people.actions.bulk import ChangedSincePreview, act_in_bulk
from people.actions.privacy import record_look
from people.admin_views.access import StaffPage
from people.admin_views.staff_lists import open_staff_list
from people.enums import BulkVerb, Purpose, ViewedData
from people.forms.bulk import ChangesForm, SelectionForm
from people.policies import may_manage_staff
from people.queries.bulk import plan_bulk_act


LONGEST_QUERY = 2000  # of filters, in characters


class BulkPage(StaffPage, TemplateView):
    """Names each person of an act, what it does to them, and whom it leaves out. Stores only that it did."""

    is_allowed = staticmethod(may_manage_staff)
    page_title = gettext_lazy("Before you do it")
    template_name = "people/admin/bulk.html"

    @cached_property
    def list_url(self):
        """The staff list, under the filters from which people were chosen."""
        query = QueryDict(self.request.POST.get("list", "")[:LONGEST_QUERY]).copy()
        query.pop("tick", None)
        return f"{reverse('people_admin:staff')}{'?' if query else ''}{query.urlencode()}"

    def get(self, request, *args, **kwargs):
        return redirect(self.list_url)

    def post(self, request, *args, **kwargs):
        form = SelectionForm(request.POST, by=self.viewer)
        if not form.is_valid():
            messages.error(request, form.sentences())
            return redirect(self.list_url)
        return self.go_on(form.cleaned_data)

    def go_on(self, cleaned):
        plan = self.plan(cleaned)
        changes = ChangesForm() if plan.verb == BulkVerb.CHANGE else None
        return self.show(plan, changes)

    def plan(self, cleaned):
        verb, role = cleaned["act"]
        return plan_bulk_act(verb=verb, role=role, chosen=cleaned["people"], by=self.viewer)

    def show(self, plan, changes=None):
        if plan.verb == BulkVerb.CHANGE:
            self.page_title = _("Say what changes")
        record_look(
            by=self.viewer,
            at=[line.person for line in (*plan.lines, *plan.left_out)],
            purpose=Purpose.STAFF_ADMINISTRATION,
            seen=ViewedData.CHOSEN,
        )
        context = self.get_context_data(
            plan=plan,
            form=changes,
            act=self.request.POST["act"],
            media=changes.media if changes else "",
            heading=_heading(plan),
            list_url=self.list_url,
            list_query=self.list_url.partition("?")[2],
        )
        return self.render_to_response(context)

    def show_again(self, cleaned, changes=None):
        text = _(
            "Nothing was done: it is done already, or the list has changed since. Read it once more."
        )
        messages.warning(self.request, text)
        return self.show(self.plan(cleaned), changes)


class BulkAct(BulkPage):
    """Does what the preview showed, and nothing else."""

    def go_on(self, cleaned):
        verb, role = cleaned["act"]
        if verb == BulkVerb.CHANGE:
            return redirect(self.list_url)
        chosen, shown = cleaned["people"], cleaned["shown"]
        try:
            count = act_in_bulk(verb=verb, role=role, chosen=chosen, shown=shown, by=self.viewer)
        except ChangedSincePreview:
            return self.show_again(cleaned)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return self.show(self.plan(cleaned))
        if count:
            messages.success(self.request, _done(verb, role, count))
        return redirect(self.list_url)


class BulkChanges(BulkPage):
    """Sends a staff list of changes of the people chosen, which its own page previews and applies."""

    def go_on(self, cleaned):
        changes, plan = ChangesForm(self.request.POST), self.plan(cleaned)
        if plan.verb != BulkVerb.CHANGE:
            return redirect(self.list_url)
        if plan.digest != cleaned["shown"]:
            return self.show_again(cleaned, changes)
        if changes.is_valid():
            changes.refuse_leaders(plan.leaders)
        if not plan.lines or not changes.is_valid():
            return self.show(plan, changes)
        count = len(plan.lines)
        name = ngettext("%(count)s person chosen", "%(count)s people chosen", count)
        run = open_staff_list(
            self.viewer,
            name % {"count": count},
            unescaped_csv_bytes(changes.table(plan.people)),
            as_of=changes.cleaned_data["as_of"],
            typed=True,
        )
        return HttpResponseRedirect(reverse("people_admin:import_run", args=[run.uuid]))


def _heading(plan):
    count = len(plan.lines)
    words = {
        BulkVerb.INVITE: ngettext(
            "Send an invitation to %(count)s person",
            "Send an invitation to %(count)s people",
            count,
        ),
        BulkVerb.GRANT: ngettext(
            "Give the role “%(role)s” to %(count)s person",
            "Give the role “%(role)s” to %(count)s people",
            count,
        ),
        BulkVerb.REVOKE: ngettext(
            "Take the role “%(role)s” from %(count)s person",
            "Take the role “%(role)s” from %(count)s people",
            count,
        ),
        BulkVerb.CHANGE: ngettext("Change %(count)s person", "Change %(count)s people", count),
    }
    return words[plan.verb] % {"count": count, "role": plan.role.label if plan.role else ""}


def _done(verb, role, count):
    words = {
        BulkVerb.INVITE: ngettext(
            "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count
        ),
        BulkVerb.GRANT: ngettext(
            "%(count)s person has the role “%(role)s” now, and is told.",
            "%(count)s people have the role “%(role)s” now, and are told.",
            count,
        ),
        BulkVerb.REVOKE: ngettext(
            "%(count)s person no longer has the role “%(role)s”, and is told.",
            "%(count)s people no longer have the role “%(role)s”, and are told.",
            count,
        ),
    }
    return words[verb] % {"count": count, "role": role.label if role else ""}
