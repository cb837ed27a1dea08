from datetime import date

import pytest
from django.urls import reverse

from ambassadors.cases.enums import RemovalOutcome
from ambassadors.cases.models import CaseRemoval


@pytest.mark.django_db
def test_the_officer_reads_which_cases_were_taken_down(client, data_protection_officer):
    client.force_login(data_protection_officer)
    page = reverse("cases_admin:removals")
    assert "No case was taken down" in client.get(page, headers={"accept-language": "en"}).text
    CaseRemoval.objects.create(
        reference="ABCD2345", outcome=RemovalOutcome.DELETED, decided_on=date(2026, 11, 3)
    )

    assert page in client.get(reverse("people_admin_protection")).text
    shown = client.get(page, headers={"accept-language": "en"}).text

    assert "ABCD2345" in shown
    assert "Deleted, 3 November 2026" in shown
