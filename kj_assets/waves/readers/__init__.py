"""One module for each family of survey file formats, each a function of path and declaration."""
