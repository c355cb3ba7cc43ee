"""A first look at a repository: which vendors it works with, and how. `preflight init` makes a config of it."""
