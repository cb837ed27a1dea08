"""Look up people and rates of a demo organisation."""

from demo.generation.months import last_day, month_of


def person_by_number(demo):
    return {person.staff_number: person for person in demo.people}


def staff_in(demo, month):
    return [person for person in demo.people if person.employed_on(last_day(month))]


def usage_rate(people, month):
    used = sum(any(month_of(day) == month for day, _ in person.use) for person in people)
    return used / len(people)


def account_rate(people, day):
    return sum(person.has_account_on(day) for person in people) / len(people)


def managers_on(people, day):
    return [person for person in people if person.position_on(day).is_manager]
