"""What the frame of every page asks of the contents, once for each request."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Site

from cms.models import ArticlePage, OrganisationSettings


# The pages to which the footer leads, by the slug that they keep wherever they stand.
ACCESSIBILITY, MEASURED, HELP = "accessibilite", "ce-qui-est-mesure", "aide"
FOOTER_PAGES = (MEASURED, HELP, ACCESSIBILITY)


def organisation(request: HttpRequest) -> OrganisationSettings:
    """The settings, or the defaults of a new installation. Wagtail's own loader would write on a GET."""
    kept = getattr(request, "_organisation", None)
    if kept is None:
        kept = OrganisationSettings.objects.order_by("pk").first() or OrganisationSettings()
        request._organisation = kept  # type: ignore[attr-defined]
    return kept


def footer_pages(request: HttpRequest) -> set[str]:
    """Which of the footer's pages are published."""
    kept = getattr(request, "_footer_pages", None)
    if kept is None:
        published = ArticlePage.objects.live().filter(slug__in=FOOTER_PAGES)
        kept = set(published.values_list("slug", flat=True))
        request._footer_pages = kept  # type: ignore[attr-defined]
    return kept


def page_addresses() -> Callable[[str], str]:
    """From a page's `url_path` to its address on this site, without a query for each page."""
    roots = [path.root_path for path in Site.get_site_root_paths()]

    def address(url_path: str) -> str:
        for root in roots:
            if url_path.startswith(root):
                return reverse("wagtail_serve", args=[url_path[len(root) :]])
        return ""

    return address
