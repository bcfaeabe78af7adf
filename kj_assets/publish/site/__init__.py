"""The static site around the briefing: its shell, explore pages, reference pages and downloads.

Belongs here: pages that are made from tables and declarations alone, and the shell all pages
share. Does not: the briefing's own text (`briefing/`). Every page is one file in both languages,
with style, script and fonts inside, so that it works from a disk and from any static host.
"""
