"""Small courses as files, for tests."""

MODULE = """---
title: Un module
summary: Un résumé.
---

Une introduction.
"""
LESSON = """---
title: Une leçon
goal: vous saurez.
minutes: 5
---

Du texte.
"""


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder
