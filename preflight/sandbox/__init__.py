"""Fake provider APIs on a loopback port: for demos, for tests, and for trying preflight without a key."""
