"""The files of a campaign: what they say, read from and written as YAML. No Django."""
