from django import forms

from people.queries import in_reading_order


class TeamChoices(forms.models.ModelChoiceIterator):
    def __iter__(self):
        if self.field.empty_label is not None:
            yield ("", self.field.empty_label)
        for team in in_reading_order(self.queryset):
            yield self.choice(team)


class TeamChoiceField(forms.ModelChoiceField):
    """A choice of teams, indented in a flat list as they stand below one another."""

    iterator = TeamChoices

    def label_from_instance(self, team):
        return f"{'– ' * (team.depth - 1)}{team.name}"
