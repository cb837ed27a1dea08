from django.db import migrations


WELCOME_SLUG = "home"  # the page that Wagtail's own first migration makes


def turn_welcome_page_into_ours(apps, schema_editor):
    """The first page of a new site becomes the first screen. A site that has one is left alone."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    HomePage = apps.get_model("cms.HomePage")
    welcome = Page.objects.filter(depth=2, slug=WELCOME_SLUG, content_type__model="page").first()
    if welcome is None or HomePage.objects.exists():
        return
    welcome.title = welcome.draft_title = "Accueil"
    welcome.slug = "accueil"
    welcome.url_path = "/accueil/"
    welcome.content_type = ContentType.objects.get_or_create(app_label="cms", model="homepage")[0]
    home = HomePage(page_ptr_id=welcome.pk)
    home.__dict__.update({k: v for k, v in welcome.__dict__.items() if not k.startswith("_")})
    home.save()
    apps.get_model("cms.OrganisationSettings").objects.get_or_create()
    Site.objects.filter(root_page_id=welcome.pk).update(site_name="Passerelle")


def drop_groups_of_wagtail(apps, schema_editor):
    """Roles are the only groups: Wagtail's two would be a second way to become an editor."""
    Group = apps.get_model("auth.Group")
    Group.objects.filter(name__in=["Editors", "Moderators"], user=None).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("cms", "0001_initial"),
        ("people", "0002_root_team_and_roles"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0001_create_admin_access_permissions"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RunPython(
            turn_welcome_page_into_ours, migrations.RunPython.noop, elidable=False
        ),
        migrations.RunPython(drop_groups_of_wagtail, migrations.RunPython.noop, elidable=False),
    ]
