"""Page on which the data protection officer says whether people may be told on their devices."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from people.admin_views.access import AdminPage
from people.policies import may_allow_web_push
from people.push.actions import set_web_push
from people.push.queries import is_web_push_on


class WebPushPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_allow_web_push)
    template_name = "people/admin/web_push.html"
    page_title = gettext_lazy("Notifications on devices")
    header_icon = "warning"

    def get_context_data(self, **kwargs):
        hosts = [name.removeprefix(".") for name in settings.WEB_PUSH_HOSTS]
        return super().get_context_data(is_on=is_web_push_on(), hosts=hosts, **kwargs)

    def post(self, request):
        is_on = request.POST.get("is_on") == "yes"
        set_web_push(is_on=is_on)
        done = (
            _("People may now ask for them.")
            if is_on
            else _("They are off, and no device is kept.")
        )
        messages.success(request, done)
        return redirect("people_admin_web_push")
