from adoption.queries.facts import MonthFacts, first_month_with_data, month_facts
from adoption.queries.past import earlier_months, publication_facts, publication_parts


__all__ = [
    "MonthFacts",
    "earlier_months",
    "first_month_with_data",
    "month_facts",
    "publication_facts",
    "publication_parts",
]
