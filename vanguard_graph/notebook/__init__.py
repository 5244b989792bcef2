"""What `%load_ext vanguard_graph` adds to a notebook: magics, completion, networks that show."""
