"""The main thread once more where an organisation runs it: PostgreSQL, Redis, a worker of its own."""

import os

import pytest

from tests import services
from tests.e2e import site as sites
from tests.e2e import steps, stories
from tests.e2e.conftest import PHONE
from tests.e2e.site import CLAIRE, NADIA


SECOND_PORTAL = "espace-agents"
WORK_TO_DO = f"""
from django.db.models.functions import Now
from adoption.usage.actions.declarations import declare
from adoption.usage.enums import DeclaredUse
from adoption.publishing.models import Publication
from adoption.foundation.periods import Month
from adoption.tasks import publish_closed_months_task
from ambassadors.help.models import Pair
from ambassadors.tasks import expire_proposals_task
from cms.models import Portal
from people.models import Person

day = Publication.objects.oldest_first().last().month
portal = Portal.objects.create(name="Espace agents", slug="{SECOND_PORTAL}", opened_on=day)
for person in Person.objects.order_by("pk")[:12]:
    declare(
        person=person, portal=portal, month=Month.containing(day),
        answer=DeclaredUse.YES_WEEKLY, today=day,
    )
Pair.objects.filter(status="proposed").update(expires_at=Now())
publish_closed_months_task.delay()
expire_proposals_task.delay()
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Seeded and served, with a broker and no worker yet."""
    try:
        services.postgresql_bin()
        with services.redis() as queue, services.postgresql() as database:
            settings = sites.environment(
                tmp_path_factory.mktemp("postgresql"),
                CELERY_BROKER_URL=queue["REDIS_URL"],
                **queue,
                **database,
            )
            sites.seed(settings)
            with sites.served(settings) as served:
                yield served
    except services.Missing as missing:
        if os.environ.get("REQUIRE_ALL") == "1":
            pytest.fail(str(missing))
        pytest.skip(str(missing))


def test_an_agent_learns_passes_declares_and_asks_for_help(visitor, site):
    steps.undo_links(site, NADIA)
    nadia = visitor(NADIA, viewport=PHONE)
    steps.open_next_lesson(nadia)
    nadia.page.locator(steps.WAY_ON).click()
    steps.start_quiz(nadia)
    right = steps.give_up_on_all(nadia)
    steps.expect_to_retry(nadia.page)
    nadia.page.locator(".hero form button.button--sun").click()
    steps.answer_all(nadia, right)
    steps.expect_passed(nadia.page)
    steps.declare_use(nadia, "yes_weekly")
    steps.ask_for_help(nadia)
    nadia.visit("/")


def test_a_round_brings_two_colleagues_together(visitor, site):
    stories.a_round_brings_two_colleagues_together(visitor, site)


def test_a_worker_of_its_own_publishes_the_month_and_expires_proposals(visitor, site):
    """Both tasks are sent while there is no worker: what happens after it starts, it has done."""
    claire = visitor(CLAIRE)
    page = claire.page
    published = page.locator("#entonnoir")

    def is_published():
        claire.go(f"/usage/equipe/?portail={SECOND_PORTAL}")
        return published.count() > 0

    def is_expired():
        """Asked of the database: what waits is told in tens, once a day."""
        asked = (
            "from ambassadors.help.models import Pair\n"
            "print(Pair.objects.overdue().exclude(round=None).exists())"
        )
        return site.shell(asked).strip() == "False"

    site.shell(WORK_TO_DO)
    assert not is_expired()
    assert not is_published()
    with sites.worker(site.environment):
        sites.eventually(is_published, "the closed month is published", seconds=60)
        claire.check()
        sites.eventually(is_expired, "the proposals are expired", seconds=60)
