"""Words of the demonstration. Everything is invented and says so; nothing is alleged of any State.

Recommendations speak of procedures that could be asked of any State whatever its record. Organisations carry
"(sample)" in their own language; people are numbers, never names.
"""

from dataclasses import dataclass

SAMPLE = {
    "en": "sample",
    "fr": "exemple",
    "es": "ejemplo",
    "ar": "مثال",
    "ru": "пример",
    "hi": "उदाहरण",
    "zh": "示例",
}


@dataclass(frozen=True)
class Name:
    """The name of an invented organisation, without its "(sample)", and the language it is in."""

    text: str
    language: str

    def numbered(self, number: int) -> str:
        """As it appears: "Riverbank Network 3 (sample)", so that two States never share one by accident."""
        text = f"{self.text} {number}" if number > 1 else self.text
        return f"{text}（{SAMPLE['zh']}）" if self.language == "zh" else f"{text} ({SAMPLE[self.language]})"


NAMES = tuple(
    Name(text, language)
    for language, texts in {
        "en": (
            "Riverbank Women’s Circle", "Open Classroom Network", "Harbour Workers’ Forum", "Coastal Voices",
            "Centre for Rural Schools", "Clear Water Committee", "Lantern Legal Clinic", "Step-Free Alliance",
            "Young Listeners’ Council", "Highland Health Workers", "Bridge House for Migrants", "Press Room Association",
            "Orchard Housing Union", "Two Rivers Land Trust", "Morning Star Disability Network", "Commons Observatory",
        ),
        "fr": (
            "Cercle des femmes du fleuve", "Réseau École ouverte", "Collectif Eau claire", "Maison des juristes de demain",
            "Union des parents du Sud", "Observatoire des collines", "Alliance Sans marches", "Forum des radios rurales",
            "Coordination Terre et semences", "Association Le Grand Manguier",
        ),
        "es": (
            "Red Aula Abierta", "Colectiva del Río", "Comité Agua Clara", "Foro de Trabajadoras del Puerto",
            "Clínica Jurídica La Lámpara", "Unión de Barrios Altos", "Observatorio de la Sierra", "Alianza Sin Escalones",
        ),
        "ar": ("جمعية ضفة النهر", "شبكة الصف المفتوح"),
        "ru": ("Объединение «Родник»", "Центр «Открытый класс»"),
        "hi": ("नदी किनारा मंच", "खुली कक्षा समूह"),
        "zh": ("河畔社区中心", "开放课堂联盟"),
    }.items()
    for text in texts
)  # fmt: skip

NHRI_NAMES = {
    "en": "National Office for Rights",
    "fr": "Commission nationale des droits",
    "es": "Oficina Nacional de Derechos",
}

ABOUT = {
    "en": "A made-up organisation. It keeps records with the people it works for, trains volunteers and writes to"
    " ministries. This text only shows how an answer looks.",
    "fr": "Organisation inventée. Elle tient des registres avec les personnes concernées, forme des bénévoles et écrit"
    " aux ministères. Ce texte montre seulement à quoi ressemble une réponse.",
    "es": "Organización inventada. Lleva registros con las personas con quienes trabaja, forma a voluntariado y escribe"
    " a los ministerios. Este texto solo muestra cómo es una respuesta.",
}

POSITIONS = {"en": "Coordinator", "fr": "Coordinatrice ou coordinateur", "es": "Responsable de coordinación"}

ISSUES = (
    "UI-WOMEN", "UI-CHILD", "UI-EDUC", "UI-HEALTH", "UI-WATER", "UI-DISAB", "UI-HOUSING", "UI-ENVIR", "UI-JUSTICE",
    "UI-CIVSOC", "UI-PRESS", "UI-MIGR", "UI-MINOR", "UI-LABOUR", "UI-FOOD", "UI-LAND", "UI-HREDU", "UI-NAP",
    "UI-TREATY", "UI-INDIG", "UI-DETENT", "UI-ASSOC",
)  # fmt: skip

# What any State could be asked, whatever its record: procedures, plans, publication.
RECOMMENDATIONS: dict[str, tuple[tuple[str, str], ...]] = {
    "en": (
        ("UI-NAP", "Publish by 2028 a national plan that names who carries out each accepted recommendation, and by when."),
        ("UI-CIVSOC", "Hold a public consultation with civil society before the mid-term report, and publish its minutes."),
        ("UI-DISAB", "Adopt by 2028 a plan for step-free access to every public building, with a yearly budget line."),
        ("UI-WATER", "Publish water quality results for every district each quarter, starting in 2028."),
        ("UI-EDUC", "Train every head of a primary school in inclusive teaching by the 2029 school year."),
        ("UI-WOMEN", "Publish every year how much of the national budget goes to services for women, by region."),
        ("UI-CHILD", "Set up by 2028 a standing council of children that ministries hear before laws on schools are made."),
        ("UI-HEALTH", "Put an interpreter for each local language at the disposal of every regional hospital by 2029."),
        ("UI-TREATY", "Submit every overdue report to the treaty bodies by the end of 2028, with a published calendar."),
        ("UI-HREDU", "Make human rights part of the training of every new civil servant by 2028."),
        ("UI-HOUSING", "Publish by 2028 a register of public housing with waiting times, open to everyone."),
        ("UI-JUSTICE", "Publish judgments of the higher courts in full, in all official languages, within ninety days."),
    ),
    "fr": (
        ("UI-NAP", "Publier d’ici à 2028 un plan national qui nomme le responsable et l’échéance de chaque recommandation acceptée."),
        ("UI-CIVSOC", "Tenir une consultation publique avec la société civile avant le rapport à mi-parcours et en publier le compte rendu."),
        ("UI-WATER", "Publier chaque trimestre, dès 2028, les résultats de la qualité de l’eau de chaque district."),
        ("UI-EDUC", "Former d’ici à la rentrée 2029 chaque direction d’école primaire à l’enseignement inclusif."),
        ("UI-HEALTH", "Mettre d’ici à 2029 un interprète de chaque langue locale à la disposition de chaque hôpital régional."),
        ("UI-WOMEN", "Publier chaque année la part du budget national consacrée aux services pour les femmes, par région."),
    ),
    "es": (
        ("UI-NAP", "Publicar antes de 2028 un plan nacional que nombre al responsable y el plazo de cada recomendación aceptada."),
        ("UI-CIVSOC", "Celebrar una consulta pública con la sociedad civil antes del informe de mitad de período y publicar su acta."),
        ("UI-DISAB", "Aprobar antes de 2028 un plan de accesibilidad sin escalones para todo edificio público, con partida anual."),
        ("UI-EDUC", "Formar antes del curso 2029 a cada dirección de escuela primaria en enseñanza inclusiva."),
        ("UI-CHILD", "Crear antes de 2028 un consejo permanente de niñas, niños y adolescentes al que los ministerios escuchen."),
        ("UI-JUSTICE", "Publicar íntegras las sentencias de los tribunales superiores en todas las lenguas oficiales en noventa días."),
    ),
}  # fmt: skip

SECTIONS = {
    "summary": {
        "en": "Sample text. The organisation asks for plans that can be checked: a date, a name and a published result.",
        "fr": "Texte d’exemple. L’organisation demande des plans vérifiables : une date, un nom et un résultat publié.",
        "es": "Texto de ejemplo. La organización pide planes que puedan comprobarse: una fecha, un nombre y un resultado publicado.",
    },
    "organisation": {
        "en": "Sample text. This organisation does not exist; it stands for many that work with few means and much patience.",
        "fr": "Texte d’exemple. Cette organisation n’existe pas ; elle en représente beaucoup, patientes et modestes.",
        "es": "Texto de ejemplo. Esta organización no existe; representa a muchas que trabajan con pocos medios y paciencia.",
    },
    "consultations": {
        "en": "Sample text. Here a speaker says whether, when and how national consultations were held.",
        "fr": "Texte d’exemple. Ici, l’intervenante ou l’intervenant dit si, quand et comment des consultations ont eu lieu.",
        "es": "Texto de ejemplo. Aquí se dice si hubo consultas nacionales, cuándo y cómo.",
    },
    "plan": {
        "en": "Sample text. Two issues will be addressed, in the order of the recommendations.",
        "fr": "Texte d’exemple. Deux questions seront abordées, dans l’ordre des recommandations.",
        "es": "Texto de ejemplo. Se tratarán dos cuestiones, en el orden de las recomendaciones.",
    },
    "developments": {
        "en": "Sample text. Here a speaker describes what changed since the last review, with sources. It alleges nothing,"
        " because it is about no State in particular.",
        "fr": "Texte d’exemple. Ici, on décrit ce qui a changé depuis le dernier examen, avec des sources. Rien n’y est"
        " allégué, car il ne concerne aucun État en particulier.",
        "es": "Texto de ejemplo. Aquí se describe lo que cambió desde el último examen, con fuentes. No alega nada, porque"
        " no trata de ningún Estado en particular.",
    },
}  # fmt: skip

QUESTIONS = {
    "en": "Which body follows up accepted recommendations, and where are its reports published?",
    "fr": "Quel organe suit les recommandations acceptées, et où ses rapports sont-ils publiés ?",
    "es": "¿Qué órgano da seguimiento a las recomendaciones aceptadas y dónde se publican sus informes?",
}

# what the summary said in earlier versions, the first first
DRAFTS = {
    "en": (
        "Sample text. The organisation asks for plans.",
        "Sample text. The organisation asks for plans that can be checked.",
    ),
    "fr": (
        "Texte d’exemple. L’organisation demande des plans.",
        "Texte d’exemple. L’organisation demande des plans vérifiables.",
    ),
    "es": (
        "Texto de ejemplo. La organización pide planes.",
        "Texto de ejemplo. La organización pide planes que puedan comprobarse.",
    ),
}

# what staff note beside a statement; they write English to all
COMMENTS = (
    "Sample comment: could you say here in one more sentence what should be published?",
    "Sample comment: name the date by which it should be done, so that it can be followed up.",
)
QUESTION_OF_STAFF = "Sample question: could you read our two comments, and send the statement once more?"
