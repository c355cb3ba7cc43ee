"""Two reviews side by side: what got worse, what got better, what lapsed, what a waiver hides, what moved."""
