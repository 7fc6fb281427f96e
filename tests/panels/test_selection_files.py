"""The file interface: what it prints, and one line for every kind of fault."""

import json
from pathlib import Path

import pytest

from panels.selection_files import run, run_with_record

PERSON = {
    "id": "a",
    "organisation": "Org a",
    "kind": "national",
    "coalition": True,
    "submitted": True,
    "themes": ["UI-TORTURE"],
    "gender": "F",
}
DOCS = Path(__file__).parents[2] / "docs" / "selection.md"


def asked(*applicants, **more):
    return json.dumps({"max_panel": 6, "applicants": list(applicants), "pins": [], "exclusions": [], **more})


def answer(text, **options):
    status, printed = run(text, **options)
    return status, json.loads(printed)


def test_run_prints_panel_proof_criteria_and_reasons():
    assert answer(asked(PERSON)) == (
        0,
        {
            "panel": ["a"],
            "proof": "optimal",
            "criteria": {
                "size": 1,
                "gender_perspective": 1,
                "national_or_grassroots": 1,
                "gender_gap": 1,
                "national_coalitions": 1,
                "submitted": 1,
                "distinct_themes": 1,
            },
            "tie_drawn": False,
            "reasons": {
                "a": {
                    "selected": True,
                    "criterion": "size",
                    "text": "Without it, the best panel would have one panelist fewer.",
                }
            },
            "conflicts": [],
        },
    )


def test_run_names_clashing_wishes_with_status_1():
    n1, n2 = ({**PERSON, "id": id_, "organisation": id_, "kind": "nhri"} for id_ in ("n1", "n2"))
    status, printed = answer(asked(n1, n2, pins=["n1", "n2"]))
    assert (status, printed["panel"]) == (1, None)
    assert printed["conflicts"] == [["pin n1", "pin n2", "at most one NHRI"]]


def test_run_past_its_time_limit_prints_the_bound():
    people = [
        {
            **PERSON,
            "id": f"a{n}",
            "organisation": f"o{n}",
            "themes": [f"t{n % 9}", f"u{n % 7}", f"v{n * n % 11}"],
        }
        for n in range(40)
    ]
    ticks = iter([0.0, *[9.0] * 10_000])
    status, printed = answer(asked(*people), time_limit=1.0, clock=lambda: next(ticks))
    assert (status, printed["proof"], list(printed["bound"])) == (0, "not proven", list(printed["criteria"]))


def test_run_takes_other_gender_themes_linked_pairs_and_unknown_keys_of_an_applicant():
    man = {**PERSON, "id": "m", "gender": "M", "organisation": "Org m", "note": {"any": ["thing"]}}
    status, printed = answer(
        asked(PERSON, man, conflicts=[["a", "m"]], gender_themes=["UI-TORTURE"], exclusions=["a"])
    )
    assert (status, printed["panel"], printed["criteria"]["gender_perspective"]) == (0, ["m"], 1)
    assert answer(asked(PERSON, man, conflicts=[["a", "m"]]))[1]["criteria"]["size"] == 1


def test_run_leaves_alone_what_is_plainly_something_else():
    more = {"state": "CHE", "comment": {"of": ["staff"]}, "": 1, "configuration": 2, "policy_note": 3}
    assert answer(asked(PERSON, **more)) == answer(asked(PERSON))


def test_run_does_without_size_seed_pins_and_exclusions():
    assert answer(json.dumps({"applicants": [PERSON]}))[1]["panel"] == ["a"]


def test_run_draws_by_the_seed():
    people = [{**PERSON, "id": id_, "organisation": id_} for id_ in "abcdef"]
    drawn = {tuple(answer(asked(*people, max_panel=2, seed=f"{n}"))[1]["panel"]) for n in range(20)}
    assert len(drawn) > 3


def without(key):
    return {name: value for name, value in PERSON.items() if name != key}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "not JSON: Expecting value, line 1, column 1"),
        ("{", "not JSON: Expecting property name enclosed in double quotes, line 1, column 2"),
        ("[]", "the file: must be an object, not a list"),
        ("[" * 100_000, "not a request: nested too deeply"),
        ("1" * 5000, "not JSON: a number with too many digits"),
        (asked(max_panel=10**400), "max_panel must be from 0 to 6, not 1000000000"),
        (asked(max_panel=1e300), "max_panel: must be a whole number, not a number as large as that"),
        (asked(PERSON, pins=["x\n" * 999]), 'pins[0]: unknown application "x\\nx\\nx'),
        ('{"applicants": NaN}', "not JSON: NaN is not a number"),
        ('{"applicants": [], "applicants": []}', 'key "applicants" appears twice in one object'),
        ("{}", 'the file: "applicants" is missing'),
        ('{"applicants": {}}', "applicants: must be a list, not an object"),
        (
            '{"applicants": [], "exclusion": []}',
            'the file: unknown key "exclusion", perhaps "exclusions" is meant',
        ),
        *(
            (asked(**{slip: []}), f'the file: unknown key "{slip}", perhaps "{meant}" is meant')
            for slip, meant in {
                "pinz": "pins",
                "Pins": "pins",
                "pinned": "pins",
                "excluded-ids": "exclusions",
                "max": "max_panel",
                "maxPanel": "max_panel",
                "panel-size": "max_panel",
                "must_have": "pins",
                "keep": "pins",
                "required": "pins",
                "linked": "conflicts",
                "apart": "conflicts",
                "applications": "applicants",
            }.items()
        ),
        (
            asked(policy="gender-last"),
            'the file: unknown key "policy"; a policy is named with --policy',
        ),
        (asked(*[PERSON] * 5001), "applicants: at most 5000, not 5001"),
        (asked(7), "applicants[0]: must be an object, not the number 7"),
        (asked(PERSON, PERSON), 'applicants[1].id: "a" is the id of applicants[0] already'),
        *((asked(without(key)), f'applicants[0]: "{key}" is missing') for key in PERSON),
        (asked({**PERSON, "id": 3}), "applicants[0].id: must be text, not the number 3"),
        (asked({**PERSON, "id": ""}), "applicants[0].id: must not be empty"),
        *(
            (
                asked({**PERSON, "id": text}),
                f"applicants[0].id: {json.dumps(text)} begins or ends with a blank, or holds a sign that can't be seen",
            )
            for text in (" ", " a", "a ", "a\nb", "a\u200bb")
        ),
        (asked({**PERSON, "id": "\ud800"}), "applicants[0].id: holds half a character (a lone surrogate)"),
        (asked({**PERSON, "organisation": None}), "applicants[0].organisation: must be text, not null"),
        (
            asked({**PERSON, "kind": "NHRI"}),
            '[0].kind: must be one of nhri, national, grassroots, regional, international, not "NHRI"',
        ),
        (
            asked({**PERSON, "coalition": 1}),
            "applicants[0].coalition: must be true or false, not the number 1",
        ),
        (asked({**PERSON, "submitted": "yes"}), "applicants[0].submitted: must be true or false, not text"),
        (asked({**PERSON, "themes": "UI-TORTURE"}), "applicants[0].themes: must be a list, not text"),
        (
            asked({**PERSON, "themes": ["A", 1.5]}),
            "applicants[0].themes[1]: must be text, not the number 1.5",
        ),
        (asked({**PERSON, "gender": True}), "applicants[0].gender: must be text, not true or false"),
        (
            asked({**PERSON, "gender": "f"}),
            'applicants[0].gender: must be one of F, M, X, undisclosed, not "f"',
        ),
        (asked({**PERSON, "kind": "x" * 99}), f'international, not "{"x" * 60}..."'),
        (asked(PERSON, max_panel=7), "max_panel must be from 0 to 6, not 7"),
        (asked(PERSON, max_panel=-1), "max_panel must be from 0 to 6, not -1"),
        (asked(PERSON, max_panel=6.0), "max_panel: must be a whole number, not the number 6.0"),
        (asked(PERSON, max_panel=True), "max_panel: must be a whole number, not true or false"),
        (asked(PERSON, max_panel=None), "max_panel: must be a whole number, not null"),
        (asked(PERSON, seed=4), "seed: must be text, not the number 4"),
        (asked(PERSON, pins="a"), "pins: must be a list, not text"),
        (asked(PERSON, pins=["a", "z"]), 'pins[1]: unknown application "z"'),
        (asked(PERSON, pins=["a", "a"]), 'pins[1]: "a" appears twice'),
        (asked(PERSON, exclusions=["z"]), 'exclusions[0]: unknown application "z"'),
        (asked(PERSON, exclusions=[["a"]]), "exclusions[0]: must be text, not a list"),
        (asked(PERSON, conflicts=[["a"]]), "conflicts[0]: must be a pair of ids, not 1"),
        (asked(PERSON, conflicts=[["a", "a"]]), "application 'a' can't be in conflict with itself"),
        (asked(PERSON, conflicts=[["a", "z"]]), 'conflicts[0][1]: unknown application "z"'),
        (asked(PERSON, gender_themes="WOM"), "gender_themes: must be a list, not text"),
    ],
)
def test_run_names_a_fault_in_one_line_with_status_2(text, words):
    status, line = run(text)
    assert status == 2
    assert words in line
    assert "\n" not in line


def test_run_names_an_unknown_policy():
    assert run(asked(), policy="best") == (
        2,
        "policy: unknown policy 'best'; there are coalition-at-least-one, faq-2024, gender-last, "
        "nhri-competes, parity-first",
    )


def test_run_gives_no_record_for_bad_input():
    assert run_with_record("")[2] == ""


def test_the_example_in_the_documentation_runs_as_it_says():
    blocks = [block.split("```")[0] for block in DOCS.read_text(encoding="utf-8").split("```json\n")[1:]]
    status, printed = run(blocks[0])
    assert (status, json.loads(printed)) == (0, json.loads(blocks[1]))


def test_the_example_in_the_documentation_with_a_pin_tells_who_was_displaced():
    """C3 is on the rule's own panel: no criterion kept it out, but the pin."""
    text = DOCS.read_text(encoding="utf-8").split("```json\n")[1].split("```")[0]
    told = answer(json.dumps({**json.loads(text), "pins": ["B2"]}))[1]["reasons"]
    assert told["C3"] == {
        "selected": False,
        "criterion": "displaced",
        "text": "Without the pins and exclusions of staff it would be on the panel.",
    }
    assert told["E5"]["criterion"] == "national_or_grassroots"
