"""A pack with one check."""
