"""Networks and graphs as files that other programs open."""
