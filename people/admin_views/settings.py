"""Pages of the settings of the site: what is in force, one group to change, who changed what."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages

from core.dates import today
from core.site_settings import setting_groups, settings_of, site_setting
from core.typography import day_text
from people.actions.settings import change_settings
from people.admin_views.access import AdminPage
from people.federation.forms import OpenIDForm, SAMLForm
from people.forms.settings import SettingsForm
from people.policies import may_change_settings, may_see_settings
from people.queries.settings import PROVIDER_SETTING, setting_changes, setting_lines


CHANGES_A_PAGE = 50


class SettingsIndex(AdminPage, TemplateView):
    is_allowed = staticmethod(may_see_settings)
    template_name = "people/admin/settings.html"
    page_title = gettext_lazy("Site settings")
    header_icon = "cogs"

    def get_context_data(self, **kwargs):
        groups = [
            (group, setting_lines(settings_of(group.key)), links_for(group, self.viewer))
            for group in setting_groups()
        ]
        may_change = may_change_settings(self.viewer)
        return super().get_context_data(groups=groups, may_change=may_change, **kwargs)


class SettingGroupPage(AdminPage, FormView):
    is_allowed = staticmethod(may_change_settings)
    above = (("settings_admin:settings", gettext_lazy("Site settings")),)
    template_name = "people/admin/settings_group.html"
    form_class = SettingsForm
    header_icon = "cogs"

    @cached_property
    def group(self):
        known = {group.key: group for group in setting_groups()}
        if self.kwargs["group"] not in known:
            raise Http404
        return known[self.kwargs["group"]]

    @cached_property
    def lines(self):
        return setting_lines(settings_of(self.group.key))

    def get_page_title(self):
        return self.group.title

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"lines": self.lines}

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        form = context["form"]
        rows = [
            (line, form[line.setting.name] if line.setting.name in form.fields else None)
            for line in self.lines
        ]
        links = links_for(self.group, self.viewer)
        return context | {"group": self.group, "rows": rows, "links": links}

    def form_valid(self, form):
        changes = change_settings(values=form.chosen(), by=self.viewer)
        if not changes:
            messages.info(self.request, _("Nothing was changed."))
        else:
            messages.success(self.request, said_of(changes))
        return redirect("settings_admin:settings")  # no fragment: the message has the focus


class SettingHistoryPage(AdminPage, TemplateView):
    is_allowed = staticmethod(may_see_settings)
    above = (("settings_admin:settings", gettext_lazy("Site settings")),)
    template_name = "people/admin/settings_history.html"
    page_title = gettext_lazy("Changes of settings")
    header_icon = "history"

    def get_context_data(self, **kwargs):
        page = Paginator(setting_changes(), CHANGES_A_PAGE).get_page(self.request.GET.get("p"))
        rows = [(change, *said) for change in page if (said := change_in_words(change))]
        return super().get_context_data(page=page, rows=rows, **kwargs)


def change_in_words(change):
    """Return what changed, from what, to what; None for a setting that is no more."""
    if change.name == PROVIDER_SETTING:
        name = change.value.get("name") or change.before.get("name", "")
        label = _("Sign-in service: %(name)s") % {"name": name}
        return label, provider_in_words(change.before), provider_in_words(change.value)
    setting = site_setting(change.name)
    if setting is None:
        return None
    return setting.label, setting.kind.text(change.before), setting.kind.text(change.value)


def provider_in_words(state):
    """Say whether a provider is there and shown, and which of its fields changed."""
    if "is_open" not in state:
        return _("no service")
    words = _("shown on the sign-in page") if state["is_open"] else _("not shown")
    labels = {
        name: field.label
        for form in (OpenIDForm, SAMLForm)
        for name, field in form.base_fields.items()
    } | {
        "sealed_secret": OpenIDForm.base_fields["secret"].label,
        "asked_claims": OpenIDForm.base_fields["ask_amr"].label,
    }
    fields = [str(labels[name]) for name in state.get("fields", []) if name in labels]
    return f"{words} ({', '.join(fields)})" if fields else words


def links_for(group, viewer):
    return [link for link in group.links if link.allowed(viewer)]


def said_of(changes):
    """Return how many settings changed, and from when those count that do not at once."""
    count = len(changes)
    said = ngettext("%(count)s setting changed.", "%(count)s settings changed.", count)
    parts = [said % {"count": count}]
    for change in changes:
        if change.begins_on > today():
            words = {"label": site_setting(change.name).label, "day": day_text(change.begins_on)}
            parts.append(_("“%(label)s” counts from %(day)s.") % words)
    return " ".join(parts)
