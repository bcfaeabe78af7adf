"""A release: the public tables with what is needed to cite, check and understand them.

Here: what may leave (`public.py`), what describes it (`datapackage.py`, `citation.py`, `ddi.py`),
the folder as a whole (`folder.py`), keeping it (`keeping.py`). Not here: what changed between two
releases (`publish/difference/`), the page that offers the files (`publish/site/downloads.py`).
"""
