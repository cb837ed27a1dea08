from django.db import migrations


NAME = "Relecture"


def let_editors_review(apps, schema_editor):
    """Wagtail's one workflow asked a group that is no more: an editor's page is read by other editors."""
    task = apps.get_model("wagtailcore.GroupApprovalTask").objects.filter(
        name="Moderators approval"
    )
    for approval in task:
        approval.name = NAME
        approval.save()
        approval.groups.set(apps.get_model("auth.Group").objects.filter(name="editor"))
    workflows = apps.get_model("wagtailcore.Workflow").objects
    workflows.filter(name="Moderators approval").update(name=NAME)


class Migration(migrations.Migration):
    dependencies = [("cms", "0003_editor_permissions")]

    operations = [
        migrations.RunPython(let_editors_review, migrations.RunPython.noop, elidable=False),
    ]
