"""What may be seen in public: no number that rests on few respondents, nor one that tells it.

Here: the rule (`rule.py`), what else must go with a closed cell (`complement.py`, `families.py`,
`bases.py`, `elsewhere.py`), and where the rule stands: before everything public (`sieve.py`). Not
here: any page, figure or file.
"""
