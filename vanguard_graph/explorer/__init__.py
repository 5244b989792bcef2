"""The explorer: pages, data files and downloads of a graph, for a server or as static files."""
