"""What is written about preflight by preflight: `python -m docs` writes it anew."""
