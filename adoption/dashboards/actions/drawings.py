"""Draw the charts of the whole organisation's pages before anybody opens them."""

from adoption.dashboards.charts import quarters, segments, trend
from adoption.dashboards.segments import published_segments
from adoption.dashboards.words.quarters import quarter_indicators
from adoption.publishing.charts.drawing_cache import draw_ahead
from adoption.publishing.models import Publication
from adoption.publishing.queries.published import WINDOW, publications_of, read_population
from adoption.publishing.queries.quarters import read_quarters
from adoption.targets.queries.rate_histories import rate_histories
from cms.models import OrganisationSettings
from people.models import Team


def draw_organisation_charts(*, publication: Publication) -> None:
    """Draw them in the language in force, for a portal's latest publication. A team's own is drawn when it is opened."""
    portal, publications = publication.portal, publications_of(publication.portal)
    settings = OrganisationSettings.objects.order_by("pk").first() or OrganisationSettings()
    root = Team.objects.organisation()
    root.name = settings.name
    reading = read_population(
        portal, publications, publication.month, [root], organisation=settings.name
    )
    if not reading.own.is_hidden:
        draw_ahead(trend.drawing_key(reading), lambda variant: trend.draw(reading, variant))
    histories = rate_histories(publications, {root.pk})
    months = published_segments(
        (month, histories.chain(root.pk, month)) for month in histories.months[-WINDOW:]
    )
    if months:
        draw_ahead(segments.drawing_key(months), lambda variant: segments.draw(months, variant))
    shares = quarter_indicators(read_quarters(portal, publications))
    draw_ahead(quarters.drawing_key(shares), lambda variant: quarters.draw(shares, variant))
