"""Who of a cast gets in where, in the administration."""

from django.urls import reverse


STAFF = reverse("people_admin:staff")


def record(person):
    return reverse("people_admin:person", args=[person.uuid])


def statuses(client, cast, url, method="get", data=None):
    answers = {}
    for role, someone in cast.items():
        client.force_login(someone)
        answers[role] = getattr(client, method)(url, data or {}).status_code
    return answers


def outcome(answers):
    """200 means in; 302 at the door is for those without any role in the administration."""
    return {role for role, status in answers.items() if status == 200}
