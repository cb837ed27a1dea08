"""Makes the demonstration organisation live through the ordinary doors: importers and actions."""
