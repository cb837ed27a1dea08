"""The choice of one team among the filters of a list of the administration."""

import django_filters
from django_filters.fields import ModelChoiceField
from wagtail.admin.active_filters import ModelChoiceFilterAdapter, register_filter_adapter_class

from people.forms.teams import WORDS, TeamField


class _TeamFilterField(TeamField, ModelChoiceField):
    pass


class TeamFilter(django_filters.ModelChoiceFilter):
    field_class = _TeamFilterField


class TeamFilterAdapter(ModelChoiceFilterAdapter):
    """Takes the words by which the team was found away with it."""

    def get_url_without_filter_param(self, param):
        return super().get_url_without_filter_param([param, f"{param}{WORDS}"])


register_filter_adapter_class(TeamFilter, TeamFilterAdapter)
