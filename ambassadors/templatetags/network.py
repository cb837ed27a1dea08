from django import template

from ambassadors.help.queries.community import Community, community_of


register = template.Library()

PEOPLE_PAGE = "noms"


@register.simple_tag(takes_context=True)
def community(context: template.Context, page) -> Community:
    """Return the community page's content for this reader."""
    request = context["request"]
    return community_of(
        page,
        request.user,
        news=request.GET.get("page"),
        named=request.GET.get(PEOPLE_PAGE),
    )
