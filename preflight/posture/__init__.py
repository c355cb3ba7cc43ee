"""What a repository's files say about its keys: where they are set, where they come from, who can read them."""
