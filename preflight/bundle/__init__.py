"""The evidence bundle of a launch review: a zip of what was found, what it was found from, and a manifest of hashes."""
