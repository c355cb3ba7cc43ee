"""The subcommands, one file each: options in, engine called, report out."""
