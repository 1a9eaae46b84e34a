"""`make bench`: Pelton beside the servers that one would run instead of it, on this machine, in one run."""
