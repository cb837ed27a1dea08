"""Keeps a staff list away from partners' learners: it neither renames them nor makes them leave."""

from django.utils.translation import gettext as _

from core.reports import ImportReport
from people.importers.staff_rows import StaffList
from people.models import Person
from people.staff_fields import StaffRow


def refuse_externals(listed: StaffList, report: ImportReport) -> None:
    """Refuse a line with the number or the address of a partner's learner: it names the wrong person."""
    numbers = dict(Person.objects.external().order_by().values_list("staff_number", "email"))
    holders = {email.lower(): number for number, email in numbers.items() if email}

    def is_ours(row: StaffRow) -> bool:
        if row.staff_number in numbers:
            report.refuse(
                row.line,
                _("Number %(number)s is that of a partner’s learner.")
                % {"number": row.staff_number},
                _("a staff number of their own"),
            )
        elif row.email_key in holders:
            report.refuse(
                row.line,
                _("The address %(email)s is that of staff number %(number)s.")
                % {"email": row.email, "number": holders[row.email_key]},
                _("an address of their own, or nothing"),
            )
        else:
            return True
        listed.set_aside(row)
        return False

    listed.rows = [row for row in listed.rows if is_ours(row)]
