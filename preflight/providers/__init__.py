"""Adapters for vendors' account APIs: one file each, found through the entry-point group `preflight.providers`."""
