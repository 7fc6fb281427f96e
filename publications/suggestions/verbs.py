"""The verbs that recommendations start with, by action category, in UPR Info's own sense.

UPR Info's method note ranks the first verb and the overall action: 1 minimal (call on, seek, share), 2 continuing
(continue, maintain, pursue), 3 considering (analyse, consider, explore, review, study), 4 general action (address,
encourage, ensure, promote, strengthen, take measures), 5 specific action (adopt, amend, establish, ratify...).
French and Spanish follow the same ranks. Without accents; "*" stands for any ending; the longer entry wins where two
begin at the same word ("prendre des mesures" before "prendre").
"""

from __future__ import annotations

VERBS: dict[str, dict[int, str]] = {
    "en": {
        1: "call on; seek; share; request; ask for",
        2: "continu*; maintain*; persever*; pursu*; keep; sustain",
        3: "analy*; consider*; envisage*; envision; explor*; reflect; revis*; review*; study; examin*; evaluat*",
        4: "accelerat*; address*; encourag*; ensur*; guarante*; intensif*; promot*; speed up; strengthen*; improv*;"
        " enhanc*; protect*; respect*; combat; fight; tackle; prevent; take; increase; reinforce; support; step up;"
        " adopt measures; redouble; foster; facilitate; reduce; make; ensure",
        5: "conduct; develop*; eliminat*; establish*; investigat*; undertak*; abolish*; acced*; adopt*; amend*;"
        " implement*; enforc*; ratif*; sign; enact*; creat*; set up; repeal*; withdraw*; submit*; release; prohibit*;"
        " ban; criminalis*; criminaliz*; decriminalis*; decriminaliz*; introduc*; invite; extend; issue; appoint;"
        " allocat*; publish; provide; train; raise; lift; remove; prosecute; bring; end; stop; close; build; commute;"
        " harmonis*; harmoniz*; incorporate; launch; put in place",
    },
    "fr": {
        1: "demand*; sollicit*; partag*; requerir; faire appel; appeler",
        2: "continu*; poursuivre; poursuiv*; poursuite; maintenir; maintien*; perseverer; persever*; conserver",
        3: "analys*; envisag*; examin*; etudi*; explor*; reflechir; reexamin*; revoir; considerer; consider*; evaluer;"
        " evalu*; passer en revue",
        4: "accelerer; acceler*; encourag*; assurer; assure*; garanti*; intensifi*; promouvoir; promeu*; promotion;"
        " renforc*; amelior*; proteg*; respect*; lutter; lutte*; combatt*; prevenir; veiller; veille*; faire en sorte;"
        " prendre; prenne*; adopter des mesures; adopter toutes les mesures; favoris*; faciliter; redoubler; accroitre;"
        " augment*; reduire; remedier; s attaquer; soutenir; appuyer; oeuvrer; deployer; sensibilis*",
        5: "ratifi*; adher*; sign*; adopter; adopt*; abol*; abrog*; modifi*; amend*; etabl*; creer; cree*; creation;"
        " mettre en place; mettre en oeuvre; mettre fin; mettre un terme; instaur*; institu*; incrimin*; criminalis*;"
        " depenalis*; decriminalis*; interdire; interdi*; liber*; enquet*; mener; poursuivre les auteurs;"
        " poursuivre en justice; traduire; soumettre; presenter; invit*; adresser une invitation; publi*; lever;"
        " retirer; supprim*; promulgu*; elabor*; allouer; affecter; nommer; former; dispenser; eliminer; appliqu*;"
        " fermer; commuer; incorpor*; harmonis*; fixer; fournir; accorder; elargir; doter; ouvrir; relever",
    },
    "es": {
        1: "pedir; solicit*; compartir; recabar; buscar",
        2: "continu*; seguir; siga*; mantener; manteng*; perseverar; persever*; proseguir; prosig*",
        3: "analiz*; consider*; estudi*; examin*; explor*; contemplar; reflexionar; revisar; revis*; evaluar; evalu*;"
        " plantearse",
        4: "aceler*; alentar; asegur*; garantiz*; intensific*; promov*; promuev*; fortalec*; fortalezc*; reforz*;"
        " refuerz*; mejor*; proteg*; protej*; respet*; luchar; combat*; prevenir; velar; vele*; tomar; tome*;"
        " adoptar medidas; adoptar todas las medidas; adopte medidas; fomentar; foment*; facilitar; redoblar;"
        " aument*; increment*; reducir; abordar; hacer frente; apoyar; procurar; impulsar; sensibiliz*",
        5: "ratific*; adherir*; adhier*; firm*; adoptar; adopt*; abol*; derog*; modific*; enmend*; establec*;"
        " establezc*; crear; cree*; creacion; poner en marcha; poner fin; poner en libertad; implement*; aplic*;"
        " tipific*; penaliz*; despenaliz*; prohib*; liber*; investig*; enjuici*; llevar; present*; invit*;"
        " cursar una invitacion; public*; levantar; retir*; suprim*; promulg*; elabor*; asign*; nombr*; capacit*;"
        " elimin*; erradic*; cerr*; conmut*; incorpor*; armoniz*; fijar; proporcion*; conced*; ampli*; dotar; reform*;"
        " aprobar; aprueb*; ejecut*; realiz*; desarroll*; instaur*; institu*",
    },
}

# The commonest small words of each language, to tell which one a text is in.
SMALL = {
    "en": "the of and to in for with by on all that its is are be as from",
    "fr": "le la les des de du et en au aux pour dans par sur toutes tous afin que qui une un est",
    "es": "el la los las de del y en para con por todas todos que una un es su sus al",
}
# Letters and endings that the other two do not have, for short texts.
SIGNS = {
    "en": r"(?:th|ght|wh|ly|ing)",
    "fr": r"[èêëàâçùûîïô]|(?:ées?|eux|iques?|eurs?|isme)$",
    "es": r"[ñóáíú]|(?:dad|dades|mientos?|[ai]ciones|ar|os)$",
}
