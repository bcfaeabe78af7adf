"""The back ends of the store.

Here: one file or more for each back end, behind the functions of `storage.py`, which are all that
the rest of the tracker calls.
"""
