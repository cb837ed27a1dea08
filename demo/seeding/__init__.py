"""Load the demonstration organisation through the ordinary importers and actions."""
