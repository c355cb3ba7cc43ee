"""Benchmarks: `make bench`. Each prints ratios from one run against a named baseline."""
