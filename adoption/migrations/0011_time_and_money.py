from django.db import migrations, models
from django.db.models import F, Q


def is_range(field, least, most):
    low, high = f"{field}_low", f"{field}_high"
    return Q(**{low: None, high: None}) | Q(
        **{f"{low}__isnull": False, f"{high}__isnull": False}
    ) & Q(**{f"{low}__gte": least, f"{high}__gte": F(low), f"{high}__lte": most})


def bound(words):
    return models.PositiveSmallIntegerField(blank=True, null=True, verbose_name=words)


class Migration(migrations.Migration):
    dependencies = [
        ("adoption", "0010_saved_reports"),
    ]

    operations = [
        migrations.RemoveConstraint("contacttime", "contact_time_is_plausible"),
        migrations.RenameField("contacttime", "minutes", "minutes_low"),
        migrations.AlterField(
            "contacttime",
            "minutes_low",
            models.PositiveSmallIntegerField(verbose_name="minutes for a contact, at least"),
        ),
        migrations.AddField("contacttime", "minutes_high", bound("minutes for a contact, at most")),
        migrations.AddField(
            "contacttime",
            "channel_minutes",
            models.JSONField(blank=True, default=dict, verbose_name="minutes by channel"),
        ),
        migrations.AddField(
            "contacttime", "hour_cost_low", bound("what an hour costs in euros, at least")
        ),
        migrations.AddField(
            "contacttime", "hour_cost_high", bound("what an hour costs in euros, at most")
        ),
        migrations.AddField(
            "contacttime",
            "ambassador_minutes_low",
            bound("minutes a week agreed for an ambassador, at least"),
        ),
        migrations.AddField(
            "contacttime",
            "ambassador_minutes_high",
            bound("minutes a week agreed for an ambassador, at most"),
        ),
        migrations.AddConstraint(
            "contacttime",
            models.CheckConstraint(
                name="contact_time_is_plausible",
                condition=Q(minutes_low__range=(1, 240))
                & (Q(minutes_high=None) | Q(minutes_high__range=(F("minutes_low"), 240))),
                violation_error_message="A contact takes between 1 and 240 minutes, the lower number first.",
            ),
        ),
        migrations.AddConstraint(
            "contacttime",
            models.CheckConstraint(
                name="contact_time_hour_cost_is_a_range",
                condition=is_range("hour_cost", 1, 500),
                violation_error_message="An hour costs between 1 and 500 €, the lower number first.",
            ),
        ),
        migrations.AddConstraint(
            "contacttime",
            models.CheckConstraint(
                name="contact_time_ambassador_minutes_is_a_range",
                condition=is_range("ambassador_minutes", 5, 600),
                violation_error_message="The time is between 5 and 600 minutes a week, the lower number first.",
            ),
        ),
    ]
