"""The built-in checks: one file each, each a pure function of facts."""
