"""Campaigns as folders of files: what they hold, and how they are read."""
