from learning.models import LoadedSource


VARIANTS = "variants"


def last_variant() -> str:
    """Return the variant in which the courses were last loaded; "" when it had none."""
    key = LoadedSource.objects.filter(key__startswith=f"{VARIANTS}/").values_list("key", flat=True)
    return (key.first() or "").removeprefix(f"{VARIANTS}/")
