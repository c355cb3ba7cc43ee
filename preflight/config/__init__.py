"""The settings of a repository: `.preflight.yml`, read into frozen dataclasses that remember where each value stood."""
