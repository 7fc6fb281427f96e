"""Suggests how UPR Info would classify a recommendation: its action category, 1 to 5, and its issues, of 54.

For English a linear model over words and word pairs, trained offline (``make train-suggestions``) on States'
recommendations of 2008 to 2013; for French and Spanish verb lists and glossaries, less sure. Everything is
computed here; nothing is fetched and nothing is sent. Suggestions help; they decide nothing.
"""

from .suggest import LANGUAGES, Suggestion, language_of, suggest

__all__ = ["LANGUAGES", "Suggestion", "language_of", "suggest"]
