from django.db.models import QuerySet

from cms.models import ArticlePage


def articles_visible() -> QuerySet[ArticlePage]:
    """Published articles: every signed-in person may read each of them."""
    return ArticlePage.objects.live().order_by("path")
