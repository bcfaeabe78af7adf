"""Survey statistics as R `survey` and Stata `svy:` give them: design, toplines, logits, effects.

Belongs here: formulas on numbers (numpy, pandas, scipy, statsmodels, DuckDB), for any survey.
Does not: Dagster, YAML, names of waves or questions. Formulas and codes: docs/statistics.md.
"""
