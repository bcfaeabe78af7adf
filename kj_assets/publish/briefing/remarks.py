"""What the results do and do not say, and how they were made.

Here: the closing sections' paragraphs. Not here: reporting results (`prose.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kj_assets.figure.comparison import select_key_differences
from kj_assets.figure.describe import describe_wave
from kj_assets.figure.effects import tabulate_effects
from kj_assets.figure.labels import find_term, support_levels, term_label
from kj_assets.figure.titles import is_detectable
from kj_assets.figure.wording import (
    Language,
    bracketed,
    join_list,
    p_value,
    points,
    predicted_text,
    quoted,
)
from kj_assets.model.registry import Model, Term
from kj_assets.publish.briefing.content import BriefingContent
from kj_assets.publish.briefing.method_words import tell_errors, tell_regression, tell_sample
from kj_assets.publish.briefing.phrases import say
from kj_assets.waves.codebook import Codebook


def tell_remarks(content: BriefingContent, language: Language) -> list[str]:
    """What cannot be said: causes, ranks, other cut points, what a change would bring."""
    told = [say("remark_cause" if content.effects else "remark_shares", language)]
    told += [_tell_largest(content, key, language) for key in list(content.effects)[:1]]
    term = choose_discussed_term(content)
    if term:
        told.append(_tell_spotlight(content, term, language))
    told += _tell_cut_points(content, language)
    if was_calibrated(content):
        told.append(say("remark_published", language))
    return [text for text in told if text]


def was_calibrated(content: BriefingContent) -> bool:
    """Whether the wave's respondents were drawn to meet figures in print."""
    compared = content.published_vs_computed
    return content.is_reconstructed and compared is not None and not compared.empty


def choose_discussed_term(content: BriefingContent) -> str | None:
    """The declared key term, else the one whose effects differ most in the first comparison."""
    for key, rows in content.differences.items():
        comparison = content.models.comparisons[key]
        if comparison.discuss:
            return comparison.discuss
        model = content.models.models[comparison.models[0]]
        shown = select_key_differences(rows, model).dropna(subset=["estimate"])
        if len(shown):
            return str(shown.loc[shown["estimate"].abs().idxmax(), "term"])
    return None


def _tell_largest(content: BriefingContent, key: str, language: Language) -> str:
    model = content.models.models[key]
    rows = tabulate_effects(content.effects[key], key, content.models, content.codebook, language)
    rows = rows[rows["estimate"].notna()]
    if len(rows) < 2:
        return ""
    top = rows.loc[rows["estimate"].abs().idxmax()]
    label = quoted(model.label.in_language(language), language)
    term = quoted(str(top["label"]), language)
    return say("remark_largest", language, term=term, model=label)


def _tell_spotlight(content: BriefingContent, item: str, language: Language) -> str:
    parts, name = [], ""
    found: dict[str, bool] = {}
    for key, effects in content.effects.items():
        model = content.models.models[key]
        if item not in {term.item for term in model.terms}:
            continue
        name = term_label(find_term(model, item), content.codebook, language)
        rows = effects[(effects["term"] == item) & effects["estimate"].notna()]
        label = model.label.in_language(language)
        if len(rows):
            found[label] = any(is_detectable(row) for _, row in rows.iterrows())
        parts += [
            f"{label} {points(row['estimate'], language)}"
            + bracketed(f"{predicted_text(row, language)}, {p_value(row['p'])}", language)
            for _, row in rows.iterrows()
        ]
    if not parts:
        return ""
    told = {"term": quoted(name, language), "list": "; ".join(parts)}
    return say("remark_spotlight", language, **told, differ=_tell_differ(found, language))


def _tell_differ(found: Mapping[str, bool], language: Language) -> str:
    """Whether people differ, as far as the tests of each model found it."""
    if all(found.values()):
        return say("differ_all", language)
    if not any(found.values()):
        return say("differ_none", language)
    differ, alike = (
        join_list([quoted(label, language) for label in found if found[label] is side], language)
        for side in (True, False)
    )
    return say("differ_some", language, found=differ, missed=alike)


def _tell_cut_points(content: BriefingContent, language: Language) -> list[str]:
    cuts = [
        support_levels(content.models.models[key], content.codebook, language)
        for key in content.effects
    ]
    return [say("remark_cut", language, levels=cut) for cut in dict.fromkeys(cuts)]


def tell_method(content: BriefingContent, language: Language) -> list[str]:
    """Fieldwork, weights, what intervals assume, models, errors and missing answers."""
    declared = content.wave.declaration
    context = describe_wave(content.wave, content.codebook, language)
    told = [context.fieldwork, tell_sample(declared, content.codebook, language)]
    told += [tell_regression([declared], language)] if content.effects else []
    told += [f"{tell_errors([declared], language)} {say('method_detectable', language)}"]
    told += [say("method_missing", language)]
    fitted = (content.models.models[key] for key in content.effects)
    return told + tell_models(fitted, content.codebook, language)


def tell_models(models: Iterable[Model], codebook: Codebook, language: Language) -> list[str]:
    """Terms and controls, said once for all models that share them."""
    sharing: dict[tuple[str, str], list[str]] = {}
    for model in models:
        terms = _names(model.terms, codebook, language)
        controls = _names(model.controls, codebook, language) or say("none", language)
        sharing.setdefault((terms, controls), []).append(model.label.in_language(language))
    return [
        say("method_terms", language, model="; ".join(labels), terms=terms, controls=controls)
        for (terms, controls), labels in sharing.items()
    ]


def _names(terms: tuple[Term, ...], codebook: Codebook, language: Language) -> str:
    return join_list([term_label(t, codebook, language) for t in terms], language)
