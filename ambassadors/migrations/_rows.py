from core.migration_operations import grant_permissions, model_permissions


def make_the_page(apps, schema_editor):
    """Make /ambassadeurs/, without news: mails and pages point at it from the first day."""
    homes = apps.get_model("cms.HomePage").objects
    home = homes.get()
    kind, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="ambassadors", model="communitypage"
    )
    apps.get_model("ambassadors.CommunityPage").objects.create(
        title="Ambassadeurs",
        draft_title="Ambassadeurs",
        slug="ambassadeurs",
        introduction=(
            "Des collègues qui aident leurs collègues à se servir du portail, à leur rythme. "
            "Leurs nouvelles, leurs outils, et comment les rejoindre."
        ),
        path=f"{home.path}0002",
        depth=3,
        numchild=0,
        url_path=f"{home.url_path}ambassadeurs/",
        locale_id=home.locale_id,
        live=True,
        content_type=kind,
    )
    homes.update(numchild=2)


def let_authors_keep_journeys_and_testimonies(apps, schema_editor):
    for model in ("journey", "testimony"):
        grant_permissions(
            apps, ["editor", "administrator"], "ambassadors", model, **model_permissions(model)
        )


def let_authors_keep_situations(apps, schema_editor):
    grant_permissions(
        apps,
        ["editor", "administrator"],
        "ambassadors",
        "helpsituation",
        **model_permissions("helpsituation"),
    )
