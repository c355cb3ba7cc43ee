"""A `.preflight.yml` for a repository that has none: proposed from what was seen and what was said."""
