"""Runs the command line: `python -m vanguard_graph`."""

from vanguard_graph.cli import main

if __name__ == "__main__":
    main()
