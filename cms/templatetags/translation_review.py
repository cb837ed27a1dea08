"""The review of a translation, on wagtail-localize's page of it."""

from typing import Any

from django.template import Context, Library

from cms.admin_reviews import review_of


register = Library()


@register.inclusion_tag("cms/admin/translation_review.html", takes_context=True)
def translation_review(context: Context) -> dict[str, Any]:
    """Draw what becomes of a translation under review, and what this person may do about it."""
    page, request = context["instance"], context["request"]
    return {
        "page": page,
        "review": review_of(request.user, page),
        "request": request,
        "csrf_token": context["csrf_token"],
    }
