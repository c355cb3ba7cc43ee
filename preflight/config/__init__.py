"""The settings of a repository: `.preflight.yml`, as dataclasses that remember where each value stood."""
