"""The groups of the `kj` command, one module each; the plain commands are in `cli.py`."""
