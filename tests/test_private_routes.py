from django.conf import settings
from django.urls import get_resolver


SUBJECTS = (  # every view of these modules is about use, a survey, a tally, a box, a link or an objection
    "adoption.usage.",
    "adoption.surveys.",
    "adoption.contacts.views.desk_taps",
    "ambassadors.help.views.questions",
)


def routes(resolver=None, namespaces=()):
    """The name of every route, and the module of its view."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from routes(entry, (*namespaces, *filter(None, [entry.namespace])))
        else:
            yield ":".join([*namespaces, entry.name or ""]), entry.callback.__module__


def test_every_route_of_a_private_subject_is_declared_and_none_that_is_not_there():
    found = list(routes())
    private = {name for name, module in found if module.startswith(SUBJECTS)}

    assert private - settings.PRIVATE_ROUTES == set()
    assert settings.PRIVATE_ROUTES - {name for name, _module in found} == set()
