"""Offers certificates on the page of a passed quiz."""

from django.urls import reverse
from django.utils.translation import gettext as _

from learning.queries.certificates import enrolments_to_certify_after
from people.models import Person
from quizzes.models import Quiz
from quizzes.quiz_pages import Offer


def certificate_offers(person: Person, quiz: Quiz) -> list[Offer]:
    return [
        Offer(
            text=_("You have finished the path “%(title)s”") % {"title": enrolment.path.title},
            verb=_("Receive my certificate"),
            url=reverse("learning:receive_certificate", args=[enrolment.path.uuid]),
        )
        for enrolment in enrolments_to_certify_after(person, quiz)
    ]
