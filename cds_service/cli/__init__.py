"""The command line: ``main`` assembles the commands, one module each."""
