from django.db import migrations
from django.db.models import Exists, OuterRef


def keep_the_later_session_of_a_day(apps, schema_editor):
    Session = apps.get_model("ambassadors", "Session")
    later = Session.objects.filter(
        pair=OuterRef("pair"), held_on=OuterRef("held_on"), pk__gt=OuterRef("pk")
    )
    doubled = Session.objects.filter(Exists(later)).order_by().values_list("pk", flat=True)
    Session.objects.filter(pk__in=list(doubled)).delete()


def tell_no_rule_out(apps, schema_editor):
    UnmetRequest = apps.get_model("ambassadors", "UnmetRequest")
    UnmetRequest.objects.filter(reason="ruled_out").update(reason="everyone_full")


class Migration(migrations.Migration):
    dependencies = [("ambassadors", "0001_initial")]

    operations = [
        migrations.RunPython(
            keep_the_later_session_of_a_day, migrations.RunPython.noop, elidable=True
        ),
        migrations.RunPython(tell_no_rule_out, migrations.RunPython.noop, elidable=True),
    ]
