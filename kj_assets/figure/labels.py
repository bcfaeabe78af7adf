"""What terms, contrasts, questions and sources are called in a figure.

Here: labels found in the codebook and the models, in a language. Not here: sentences about
results (`titles.py`). No item, wave or model is known by name in this package.
"""

from __future__ import annotations

from kj_assets.figure.wording import Language, join_list, quoted, versus
from kj_assets.model.registry import Model, Term
from kj_assets.waves.codebook import Codebook, Item


def question_of(item: Item, language: Language) -> str:
    """The question as asked, in quotation marks, or nothing; says so where it is assumed."""
    if item.question is None:
        return ""
    text = quoted(item.question.in_language(language), language)
    if item.wording != "assumed":
        return text
    return text + {"en": " (wording\u00a0assumed)", "ko": " (문항\u00a0문구는\u00a0가정)"}[language]


def site_of(source: str) -> str:
    """The site a web address is on, without ``www.``; any other source as given."""
    if not source.startswith(("https://", "http://")):
        return source
    return source.split("/")[2].removeprefix("www.")


def term_label(term: Term, codebook: Codebook, language: Language) -> str:
    """A term's own label, else its item's."""
    label = term.label or codebook.items[term.item].label
    return label.in_language(language)


def term_level_label(term: Term, level: object, codebook: Codebook, language: Language) -> str:
    """Label of a term's level or group; a number's step for a number item."""
    item = codebook.items[term.item]
    if item.type == "number":
        unit = item.unit.in_language(language) if item.unit else ""
        return f"+{term.step or 1:g} {unit}".strip()
    key = str(level)
    if key in term.groups:
        return term.groups[key].label.in_language(language)
    return item.label_of(key, language)


def contrast_label(term: Term, level: object, codebook: Codebook, language: Language) -> str:
    """What is compared with what: ``Yes vs No``."""
    shown = term_level_label(term, level, codebook, language)
    if codebook.items[term.item].type == "number" or term.base is None:
        return shown
    base = term_level_label(term, term.base, codebook, language)
    if language == "ko":
        shown, base = quoted(shown, language), quoted(base, language)
    return versus(shown, base, language)


def find_term(model: Model, item: str) -> Term:
    """The model's term for an item."""
    return next(term for term in model.all_terms if term.item == item)


def row_label(
    model: Model, item: str, level: object, codebook: Codebook, language: Language
) -> str:
    """A term's label; with its level where the term has more than one contrast."""
    term = find_term(model, item)
    label = term_label(term, codebook, language)
    several = len(term.groups or codebook.items[item].levels) > 2
    if not several:
        return label
    return f"{label}: {term_level_label(term, level, codebook, language)}"


def support_levels(model: Model, codebook: Codebook, language: Language) -> str:
    """The answers that count as support, quoted and joined."""
    item = codebook.items[model.outcome.item]
    labels = [quoted(item.label_of(level, language), language) for level in model.outcome.support]
    if language == "en" and len(labels) > 1:
        return f"{', '.join(labels[:-1])} or {labels[-1]}"
    return join_list(labels, language)
