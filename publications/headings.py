"""The headings by which a text is sorted into sections, in every language of the pages: those of our own template,
and what writers commonly call the same thing."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.utils import translation

from .blank import hints_of_template
from .enums import SectionKind
from .recognising import QUESTION, QUESTIONS, RECOMMENDATION, RECOMMENDATIONS, fold
from .writing_forms import SECTION_HINTS, PointsForm

K = SectionKind
ALSO_CALLED = {
    K.SUMMARY: "Summary|In brief|Key messages|Résumé|En résumé|En bref|Synthèse|Resumen|En resumen|En breve",
    K.ORGANISATION: (
        "Organisation|Our organisation|Organization|About us|The organisation|Presentation of the organisation|"
        "L’organisation|Notre organisation|Présentation|Présentation de l’organisation|"
        "La organización|Organización|Nuestra organización|Presentación|Presentación de la organización"
    ),
    K.CONSULTATIONS: (
        "National consultations|Consultations|National consultation|Consultation process|"
        "Consultations nationales|Consultation nationale|Consultas nacionales|Consultas|Consulta nacional"
    ),
    K.PLAN: (
        "Plan|Plan of the statement|Outline|Issues|Plan de la déclaration|Plan de l’intervention|Thèmes|"
        "Plan de la declaración|Plan de la intervención|Temas"
    ),
    K.DEVELOPMENTS: (
        "Statement|Developments|Developments since the last review|Progress since the last review|"
        "Follow-up to the last review|Déclaration|Évolution depuis le dernier examen|Évolutions|"
        "Suites données au dernier examen|Declaración|Evolución|Evolución desde el último examen|"
        "Avances desde el último examen"
    ),
    RECOMMENDATIONS: "Recommendations|Our recommendations|Recommandations|Nos recommandations|"
    "Recomendaciones|Nuestras recomendaciones",
    QUESTIONS: (
        "Questions|Questions for the State under Review|Suggested questions|Questions à l’État examiné|"
        "Questions suggérées|Preguntas|Preguntas para el Estado examinado|Preguntas sugeridas"
    ),
}


@cache
def known() -> dict[str, str]:
    """Folded heading -> place."""
    found = {fold(name): str(place) for place, names in ALSO_CALLED.items() for name in names.split("|")}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(kind.label)): str(kind) for kind in SectionKind}
            found |= dict.fromkeys((fold(str(each)) for each in PointsForm.ORDINALS), RECOMMENDATION)
            found |= dict.fromkeys((fold(str(each)) for each in PointsForm.QUESTION_ORDINALS), QUESTION)
    for number in range(1, 10):
        for name in ("recommendation", "recommandation", "recomendacion"):
            found[f"{name} {number}"] = RECOMMENDATION
        for name in ("question", "pregunta"):
            found[f"{name} {number}"] = QUESTION
    return found


@cache
def hints() -> frozenset[str]:
    """The template's own hints, folded."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found |= {fold(str(hint)) for hint in (*SECTION_HINTS.values(), *hints_of_template())}
    return frozenset(found)
