"""Korea–Japan opinion tracker: from survey files to estimates, figures and a briefing.

The folders are the pipeline, in this order; a stage imports earlier ones only:

    waves     what a wave, an item and a survey file are        wave_X/source, wave_X/responses
    clean     columns and codes become items and levels         wave_X/clean
    validate  schema, plausibility, the gate before storage     wave_X/validated, wave_X/rejected
    weight    given or raked weights, and what they cost        wave_X/weights
    model     toplines, models, effects, comparisons            wave_X/toplines … compare_*
    trend     the same over all fielded waves                   trend/*
    figure    pictures, each with its table and specification   wave_X/figure_*
    publish   the briefing and the data dictionary              publication/*

`estimate` is statistics without survey or orchestration, `dagster_kit` orchestration without
survey or statistics. `definitions.py` assembles; `cli.py` is the `kj` command.
"""
