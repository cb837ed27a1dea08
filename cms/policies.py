from django.db.models import QuerySet

from cms.languages import in_source_language
from cms.models import ArticlePage


def articles_visible() -> QuerySet[ArticlePage]:
    """Return the published articles, which every signed-in person may read.

    Each as it was written first: its address leads to the translation, where there is one. Those nearest to
    the home come first: a page of the footer gives way to none below another.
    """
    return in_source_language(ArticlePage.objects.live()).order_by("depth", "path")
