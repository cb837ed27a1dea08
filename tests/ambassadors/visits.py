"""Requests to the pages of mutual help."""

from django.urls import reverse

from people.actions.notices import record_notice_seen
from people.queries.notices import current_notices


def signed_in(client, person):
    """Sign in a person who has seen the notice on mutual help."""
    client.force_login(person)
    record_notice_seen(person=person, shown=current_notices(["help"]))
    client.cookies["django_language"] = "en"
    return client


def text(response):
    return response.content.decode()


def answer_url(pair):
    return reverse("ambassadors:answer", args=[pair.uuid])


def form_data(topic, **changes):
    return {"topics": [topic.pk], "formats": ["phone"], "slots": ["mon_am"], **changes}
