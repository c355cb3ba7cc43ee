"""The files of the repository under review: listed as git sees them, each read at most once, those that matter kept."""
