"""A quiz in the administration: what is amiss is said once it is saved."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin import messages

from quizzes.models import Quiz
from quizzes.queries.shortages import asks_nothing_that_counts, shortages_of


def say_what_is_amiss(request, instance):
    """A hook of Wagtail's, after a snippet was saved."""
    if isinstance(instance, Quiz):
        for text in warnings_about(instance):
            messages.warning(request, text)


def warnings_about(quiz):
    """Sentences for its author."""
    warnings = [
        ngettext(
            "Draw %(place)s wants %(wanted)s questions and only %(found)s is left that fits: it takes that.",
            "Draw %(place)s wants %(wanted)s questions and only %(found)s are left that fit: it takes these.",
            short.found,
        )
        % {"place": short.place, "wanted": short.wanted, "found": short.found}
        for short in shortages_of(quiz)
    ]
    if asks_nothing_that_counts(quiz):
        warnings.append(
            _("This quiz asks no ready question that counts points: nobody can begin it.")
        )
    return warnings
