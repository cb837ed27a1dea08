"""Seed a one-page SCORM package, as an authoring tool would publish it, and its lesson."""

import json
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cms.languages import in_source_language
from demo.seeding.organisation import require_complete
from learning.importers.scorm import import_package
from learning.models import LessonPage, ModulePage, ScormPackage


TITLE = "Paquet SCORM d’exemple"
MODULE = "s-entrainer-et-se-situer"
FILES = {
    "imsmanifest.xml": """<?xml version="1.0" encoding="utf-8"?>
<manifest identifier="passerelle-exemple" xmlns="http://www.imsproject.org/xsd/imscp_rootv1p1p2"
  xmlns:adlcp="http://www.adlnet.org/xsd/adlcp_rootv1p2">
  <metadata><schema>ADL SCORM</schema><schemaversion>1.2</schemaversion></metadata>
  <organizations default="tout">
    <organization identifier="tout">
      <title>Trois gestes au guichet</title>
      <item identifier="gestes" identifierref="page"><title>Trois gestes au guichet</title></item>
    </organization>
  </organizations>
  <resources>
    <resource identifier="page" type="webcontent" adlcp:scormtype="sco" href="index.html">
      <file href="index.html"/><file href="paquet.js"/><file href="paquet.css"/>
    </resource>
  </resources>
</manifest>
""",
    "index.html": """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Trois gestes au guichet</title>
<link rel="stylesheet" href="paquet.css">
<script src="paquet.js" defer></script>
</head>
<body>
<main>
<h1>Trois gestes au guichet</h1>
<p>Ce contenu est un paquet SCORM&nbsp;: il a été fait ailleurs, et Passerelle le fait jouer.</p>
<ol>
<li>Demandez avant d’aider.</li>
<li>Laissez le téléphone dans les mains de la personne.</li>
<li>Faites refaire le chemin une fois.</li>
</ol>
<p><button type="button" id="fini">J’ai terminé</button></p>
<p role="status" id="dit"></p>
</main>
</body>
</html>
""",
    "paquet.css": """:root { color-scheme: light dark; }
body { margin: 0; font: 1.125rem/1.6 system-ui, sans-serif; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem; }
button { font: inherit; padding: .6rem 1.2rem; }
""",
    "paquet.js": """let api = null;
for (let at = window; api === null; at = at.parent) {
  if (at.API) { api = at.API; }
  if (at.parent === at) { break; }
}
const dit = document.getElementById("dit");
if (api) {
  api.LMSInitialize("");
  if (api.LMSGetValue("cmi.core.lesson_status") === "completed") {
    dit.textContent = "Vous avez déjà terminé.";
  }
}
document.getElementById("fini").addEventListener("click", () => {
  if (api) {
    api.LMSSetValue("cmi.core.lesson_status", "completed");
    api.LMSCommit("");
  }
  dit.textContent = "Merci, c’est noté.";
});
""",
}


def seed_scorm_package() -> None:
    """Add the lesson at the end of the practice module."""
    require_complete(import_package(archive(), title=TITLE))
    package = ScormPackage.objects.get(title=TITLE)
    block = {"type": "scorm", "value": {"package": package.pk, "required": True}}
    page = LessonPage(
        title=TITLE,
        slug="paquet-scorm-d-exemple",
        goal="vous aurez suivi un contenu venu d’un autre outil.",
        minutes=3,
        body=json.dumps([block]),
    )
    module = in_source_language(ModulePage.objects.all()).get(slug=MODULE)
    module.add_child(instance=page)
    page.save_revision().publish()


def archive() -> BytesIO:
    """Build the package, the same bytes each time: files carry a fixed date."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as package:
        for name, text in FILES.items():
            package.writestr(ZipInfo(name), text, compress_type=ZIP_DEFLATED)
    buffer.seek(0)
    return buffer
