"""Campaigns as files: what an organisation passes on of its own, and how another starts from it."""
