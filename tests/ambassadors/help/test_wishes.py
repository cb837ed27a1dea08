"""Kinds of help and wishes, on their pages and in a round."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from ambassadors.help.actions.rounds import draft_round
from ambassadors.help.actions.wishes import name_colleague, set_offer_aim, set_request_aim
from ambassadors.help.enums import Domain, Ease, HelpKind, Responsibility
from ambassadors.help.models import ColleagueWish
from ambassadors.help.reasons import Unmet
from tests.ambassadors.factories import AmbassadorFactory, HelpRequestFactory, ServiceFactory
from tests.people.factories import PersonFactory, PositionFactory, SiteFactory


pytestmark = pytest.mark.django_db

OFFER = reverse("ambassadors:offer_wishes")
ASK = reverse("ambassadors:request_wishes")


@pytest.fixture
def topic():
    return ServiceFactory(name="Messagerie")


def signed_in(client, person):
    client.force_login(person)
    client.cookies["django_language"] = "en"
    return client


def drafted_for(help_request):
    draft_round(title="Novembre")
    pair = help_request.pairs.first()
    return (pair.ambassador, pair.reasons) if pair else help_request.unmet_in.get().reason


def test_reverse_mentoring_reaches_an_ambassador_more_at_ease_with_less_to_answer_for(topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])  # offers coaching alone
    senior, junior = AmbassadorFactory(topics=[topic]), AmbassadorFactory(topics=[topic])
    for ambassador, level in (
        (senior, Responsibility.SEVERAL_TEAMS),
        (junior, Responsibility.TEAM),
    ):
        set_offer_aim(
            ambassador=ambassador,
            kinds=[HelpKind.REVERSE],
            ease=Ease.AT_EASE,
            responsibility=level,
        )
    set_request_aim(
        help_request=help_request,
        kind=HelpKind.REVERSE,
        ease=Ease.EVERYDAY,
        responsibility=Responsibility.SEVERAL_TEAMS,
    )

    ambassador, reasons = drafted_for(help_request)

    assert ambassador == junior
    assert "reverse" in reasons


def test_a_kind_that_nobody_offers_is_said(topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])
    set_request_aim(help_request=help_request, kind=HelpKind.TRADE_AND_IT, domain=Domain.TRADE)

    assert drafted_for(help_request) == Unmet.NO_COMMON_KIND


def test_a_colleague_named_by_an_ambassador_is_given_to_them_and_one_set_aside_is_not(topic):
    ambassadors = [AmbassadorFactory(topics=[topic], capacity=1) for _ in range(2)]
    requests = [HelpRequestFactory(topics=[topic]) for _ in range(2)]
    name_colleague(ambassador=ambassadors[1], person=requests[0].person, gladly=True)
    name_colleague(ambassador=ambassadors[0], person=requests[0].person, gladly=False)

    ambassador, reasons = drafted_for(requests[0])

    assert ambassador == ambassadors[1]
    assert "gladly" in reasons
    assert requests[1].pairs.get().ambassador == ambassadors[0]


def test_the_last_word_on_a_colleague_counts_and_nobody_is_both(topic):
    ambassador, colleague = AmbassadorFactory(topics=[topic]), PersonFactory()
    name_colleague(ambassador=ambassador, person=colleague, gladly=True)
    name_colleague(ambassador=ambassador, person=colleague, gladly=False)

    assert [wish.rank for wish in ambassador.colleague_wishes.all()] == [None]
    with pytest.raises(IntegrityError), transaction.atomic():
        ColleagueWish.objects.create(ambassador=ambassador, person=colleague, rank=1)


@pytest.mark.parametrize(
    "said",
    [
        {"kind": HelpKind.REVERSE, "ease": Ease.BEGINNING},
        {"kind": HelpKind.TRADE_AND_IT},
        {"kind": HelpKind.MUTUAL},
    ],
)
def test_what_a_kind_needs_must_be_said(topic, said):
    with pytest.raises(ValidationError):
        set_request_aim(help_request=HelpRequestFactory(topics=[topic]), **said)


def test_contradictory_wishes_are_refused_and_nothing_is_kept(topic):
    ambassador = AmbassadorFactory(topics=[topic])
    help_request = HelpRequestFactory(topics=[topic], ruled_out=[ambassador.person])

    with pytest.raises(ValidationError):
        set_request_aim(help_request=help_request, kind=HelpKind.COACHING, wishes=[ambassador])
    other = AmbassadorFactory()
    with pytest.raises(ValidationError):
        set_request_aim(help_request=help_request, kind=HelpKind.COACHING, wishes=[other, other])

    assert not help_request.wishes.exists()


def test_whoever_waits_says_whom_they_would_like(client, topic):
    help_request = HelpRequestFactory(topics=[topic])
    AmbassadorFactory(topics=[topic])
    wished = AmbassadorFactory(topics=[topic], slots=["fri_pm"])
    browser = signed_in(client, help_request.person)
    assert ASK in browser.get(reverse("ambassadors:own_request")).content.decode()

    sent = browser.post(ASK, {"kind": "coaching", "first": wished.pk})

    assert sent.status_code == 302
    ambassador, reasons = drafted_for(help_request)
    assert ambassador == wished
    assert "wished" in reasons


def test_an_ambassador_names_a_colleague_of_their_site_and_learns_nothing(client, topic):
    site = SiteFactory()
    ambassador = AmbassadorFactory(topics=[topic])
    near, far = PersonFactory(last_name="Proche"), PersonFactory(last_name="Lointain")
    for person in (ambassador.person, near):
        PositionFactory(person=person, site=site)
    PositionFactory(person=far, site=SiteFactory())
    browser = signed_in(client, ambassador.person)
    pages = [browser.get(OFFER, {"nom": "proche"}).content.decode()]
    HelpRequestFactory(person=near, topics=[topic])
    pages.append(browser.get(OFFER, {"nom": "proche"}).content.decode())
    assert "Proche" in pages[0]
    assert [page.count("Proche") for page in pages] == [pages[0].count("Proche")] * 2
    assert str(far) not in browser.get(OFFER, {"nom": "lointain"}).content.decode()

    sent = {"person": near.uuid, "word": "gladly"}
    content = browser.post(
        reverse("ambassadors:name_colleague"), sent, follow=True
    ).content.decode()

    assert "Noted. They are not told." in content
    assert ambassador.colleague_wishes.get().person == near
    assert (
        browser.post(reverse("ambassadors:name_colleague"), sent | {"person": far.uuid}).status_code
        == 404
    )


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "٣", "²", "", "x"])
def test_what_is_no_number_of_a_wish_takes_none_off_the_list(client, topic, number):
    browser = signed_in(client, AmbassadorFactory(topics=[topic]).person)

    answer = browser.post(reverse("ambassadors:forget_colleague"), {"wish": number})

    assert answer.status_code == 404
