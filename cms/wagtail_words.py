"""Names what Wagtail and wagtail-localize say wrongly in French, so that our catalogue, which wins over theirs, may say it.

Nothing calls this: makemessages reads it.
"""

from django.utils.translation import gettext_noop as _
from django.utils.translation import ngettext_lazy


WORDS = (
    _("More actions"),
    _("Choose another"),
    _("Add %(label)s"),
    _("Add %(model_name)s"),
    _("Create a new %(model_name)s"),
    _("%(model_name)s '%(object)s' created."),
    _("%(model_name)s '%(object)s' updated."),
    _("%(model_name)s '%(object)s' deleted."),
    _("%(model_name)s '%(object)s' created and published."),
    _("%(model_name)s '%(object)s' updated and published."),
    _("The %(model_name)s could not be created due to errors."),
    _("The %(model_name)s could not be saved due to errors."),
    _("No %(model_name)s match your query."),
    _("Are you sure?"),
    _("Are you sure you want to delete this page?"),
    _("Are you sure you want to delete these pages?"),
    _("Are you sure you want to unpublish this page?"),
    _("Are you sure you want to unpublish these pages?"),
    _("Are you sure you want to publish these pages?"),
    _("Are you sure you want to move these pages?"),
    _("Are you sure you want to move this page into '%(title)s'?"),
    _("Are you sure you want to move this page and all of its children into '%(title)s'?"),
    _("Are you sure you want to delete this %(model_name)s?"),
    _("Would you still like to publish this page?"),
    _("Published '{object}' in {locale}."),
    _("Choose a %s"),
    ngettext_lazy("Used %(usage_count)s time", "Used %(usage_count)s times", "usage_count"),
    ngettext_lazy(
        "Are you sure you want to delete this image?",
        "Are you sure you want to delete these images?",
        "count",
    ),
    ngettext_lazy(
        "Are you sure you want to delete this document?",
        "Are you sure you want to delete these documents?",
        "count",
    ),
)
