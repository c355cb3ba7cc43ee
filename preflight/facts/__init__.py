"""Everything that touches the world. Each module reads one kind of fact; `gatherers` lists them for the engine."""
