from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from people.actions.notices import publish_notice
from people.admin_views.access import AdminPage
from people.enums import NoticePurpose
from people.forms.rights import NoticeForm
from people.policies import may_publish_notices
from people.queries.notices import current_notices, words_in_force


class NoticeListPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_publish_notices)
    template_name = "people/admin/notices.html"
    page_title = gettext_lazy("Notices")
    header_icon = "info-circle"

    def get_context_data(self, **kwargs):
        return super().get_context_data(notices=current_notices(), **kwargs)


class EditNotice(AdminPage, FormView):
    """The form of a notice. What is published is shown to everybody again, before anything more is collected."""

    is_allowed = staticmethod(may_publish_notices)
    above = (("notice_admin:notices", gettext_lazy("Notices")),)
    header_icon = "info-circle"
    template_name = "people/admin/notice.html"
    form_class = NoticeForm

    @cached_property
    def notice(self):
        purpose = self.kwargs["purpose"]
        if purpose not in NoticePurpose.values:
            raise Http404
        return current_notices([purpose])[0]

    def get_page_title(self):
        return capfirst(self.notice.purpose.label)

    def get_context_data(self, **kwargs):
        return super().get_context_data(notice=self.notice, **kwargs)

    def get_initial(self):
        return words_in_force(self.notice.purpose)

    def form_valid(self, form):
        try:
            edition = publish_notice(purpose=self.notice.purpose, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Version %(version)s is published: everybody will be shown it.")
            % {"version": edition.version},
        )
        return redirect("notice_admin:notices")
