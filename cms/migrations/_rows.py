from core.migration_operations import grant_permissions, model_permissions


AUTHORS = ["editor", "administrator"]


def make_first_pages(apps, schema_editor):
    """Make Wagtail's welcome page the first screen, and French and English the languages of pages."""
    Page = apps.get_model("wagtailcore.Page")
    kind, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="cms", model="homepage"
    )
    for code in ("fr", "en"):
        apps.get_model("wagtailcore.Locale").objects.get_or_create(language_code=code)
    Page.objects.filter(depth=1).update(title="Racine", draft_title="Racine")
    welcome = Page.objects.get(depth=2)
    welcome.title = welcome.draft_title = "Accueil"
    welcome.slug, welcome.url_path = "accueil", "/accueil/"
    welcome.content_type = kind
    home = apps.get_model("cms.HomePage")(page_ptr_id=welcome.pk)
    home.__dict__.update({k: v for k, v in welcome.__dict__.items() if not k.startswith("_")})
    home.save()
    apps.get_model("cms.OrganisationSettings").objects.create()
    apps.get_model("wagtailcore.Site").objects.update(site_name="Passerelle")


def let_authors_work(apps, schema_editor):
    """Let editors and administrators keep every page, picture, document, translation and snippet.

    Wagtail's two groups go: roles are the only groups. An editor's page is read by other editors.
    """
    groups = apps.get_model("auth.Group").objects
    groups.filter(name__in=["Editors", "Moderators"]).delete()
    for model in ("portal", "glossaryterm"):
        grant_permissions(apps, AUTHORS, "cms", model, **model_permissions(model))
    grant_permissions(
        apps, ["administrator"], "cms", "organisationsettings",
        change_organisationsettings="Can change organisationsettings",
    )  # fmt: skip
    grant_permissions(
        apps, AUTHORS, "wagtail_localize", "translation",
        submit_translation="Can submit translations",
    )  # fmt: skip
    for group in groups.filter(name__in=AUTHORS):
        _open_pages_and_files(apps, group)
    approval = apps.get_model("wagtailcore.GroupApprovalTask").objects.get()
    approval.name = "Relecture"
    approval.save()
    approval.groups.set(groups.filter(name="editor"))
    apps.get_model("wagtailcore.Workflow").objects.update(name="Relecture")


def _open_pages_and_files(apps, group):
    """Wagtail asks for the permissions of its own two models, whatever models stand in for them."""
    permissions = apps.get_model("auth.Permission").objects
    root = apps.get_model("wagtailcore.Page").objects.get(depth=1)
    for verb in ("add", "change", "publish", "lock", "unlock"):
        apps.get_model("wagtailcore.GroupPagePermission").objects.create(
            group=group, page=root,
            permission=permissions.get(content_type__app_label="wagtailcore", codename=f"{verb}_page"),
        )  # fmt: skip
    root = apps.get_model("wagtailcore.Collection").objects.get(depth=1)
    for app_label, model in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for verb in ("add", "change", "choose"):
            apps.get_model("wagtailcore.GroupCollectionPermission").objects.create(
                group=group, collection=root,
                permission=permissions.get(
                    content_type__app_label=app_label, codename=f"{verb}_{model}"
                ),
            )  # fmt: skip
