"""Say by which version the rates of other organisations were counted: those that are here, by the second."""

from django.db import migrations, models

from adoption.migrations import _tables


class Migration(migrations.Migration):
    dependencies = [("adoption", "0003_committee_decisions")]

    operations = [
        migrations.AddField(
            model_name="sharedmonth",
            name="definitions",
            field=models.PositiveSmallIntegerField(
                default=2, verbose_name="version of the definitions"
            ),
            preserve_default=False,
        ),
        migrations.RemoveConstraint(model_name="sharedmonth", name="shared_month_once"),
        migrations.AddConstraint(
            model_name="sharedmonth",
            constraint=models.UniqueConstraint(
                models.F("organisation"),
                models.F("portal_kind"),
                models.F("month"),
                models.F("definitions"),
                name="shared_month_once",
            ),
        ),
        _tables.never_changes_again("adoption_sharedmonth"),
    ]
