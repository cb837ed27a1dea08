"""Choosers of rows for whoever may read the list: nobody else reads so much as a title there."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from wagtail.permissions import policy_registry
from wagtail.snippets.views import chooser


READ = ("add", "change", "delete", "view")
DIGITS = 18  # no key is longer, and no database takes one that is much longer


class ReadableRowsMixin:
    """A view of a chooser, limited to `choosable`, which is that of the chooser that made it."""

    choosable: Any = None
    request: HttpRequest

    def dispatch(self, request, *args, **kwargs):
        if self.choosable(request.user) is None:
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_object_list(self):
        return self.choosable(self.request.user)

    def get_objects(self, pks):
        keys = [pk for pk in pks if pk.isdecimal() and len(pk) <= DIGITS]
        return self.choosable(self.request.user).filter(pk__in=keys)

    def get_object(self, pk):
        row = self.get_objects([pk]).first()
        if row is None:
            raise Http404
        return row


class ReadableChooseView(ReadableRowsMixin, chooser.ChooseView):
    pass


class ReadableChooseResultsView(ReadableRowsMixin, chooser.ChooseResultsView):
    pass


class ReadableChosenView(ReadableRowsMixin, chooser.SnippetChosenView):
    pass


class ReadableChosenMultipleView(ReadableRowsMixin, chooser.SnippetChosenMultipleView):
    pass


class ReadableCreateView(ReadableRowsMixin, chooser.SnippetCreateView):
    pass


class ReadableChooserViewSet(chooser.SnippetChooserViewSet):
    choose_view_class = ReadableChooseView
    choose_results_view_class = ReadableChooseResultsView
    chosen_view_class = ReadableChosenView
    chosen_multiple_view_class = ReadableChosenMultipleView
    create_view_class = ReadableCreateView

    def get_common_view_kwargs(self, **kwargs):
        return super().get_common_view_kwargs(choosable=self.choosable, **kwargs)

    def choosable(self, user):
        """Return the rows that this person may choose among; None where the choice is not theirs."""
        policy = policy_registry.get_by_type(self.model)
        return self.model.objects.all() if policy.user_has_any_permission(user, READ) else None
