"""What people state about what no API tells: who, when, with which evidence, and for how long it holds."""
