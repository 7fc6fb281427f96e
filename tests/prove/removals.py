"""The rules, readings and safeguards of the panel selection, each with the words that take it out of the code.

A fixed list: whoever changes a rule's words changes them here too, or ``prove_rules`` says that they are gone.
"""
# ruff: noqa: E501 (a rule and its removal side by side)

from dataclasses import dataclass


@dataclass(frozen=True)
class Removal:
    """One rule, and how it is taken out of the code."""

    rule: str
    file: str
    old: str
    new: str


R = Removal
REMOVALS = [
    # which panels are possible
    R("at most max_panel panelists (search)", "counts", "seats = self._pool.asked.max_panel - panel", "seats = 6 - panel"),
    R("at most six (request)", "clashes", "if not 0 <= max_panel <= MOST_PANELISTS:", "if False:"),
    R("no repeated id", "clashes", "if candidate.id in known:", "if False:"),
    R("no unknown id", "clashes", "if id_ not in known:", "if False:"),
    R("nobody is linked to itself", "clashes", "if one == other:", "if False:"),
    R("one application of an organisation (words)", "clashes", "if one.organisation == other.organisation:", "if False:"),
    R("one application of an organisation (search)", "pool", "others = same_organisation[candidate.organisation] | (", "others = 0 | ("),
    R("at most one NHRI (words)", "clashes", "if one.kind == other.kind == Kind.NHRI:", "if False:"),
    R("at most one NHRI (search)", "pool", "(nhris if candidate.kind == Kind.NHRI else 0)", "0"),
    R("linked ones apart (words)", "clashes", "if (first, second) in self.conflicts:", "if False:"),
    R("linked ones apart (search, one way)", "pool", "        apart[number[one]] |= 1 << number[other]\n", ""),
    R("linked ones apart (search, other way)", "pool", "        apart[number[other]] |= 1 << number[one]\n", ""),
    R("the NHRI's seat", "clashes", "self.policy.nhri == NhriRule.RESERVE\n            and", "False\n            and"),
    R("an NHRI competes where the policy says so", "clashes", "self.policy.nhri == NhriRule.RESERVE\n            and", "True\n            and"),
    R("the NHRI's seat needs a seat", "clashes", "            and self.max_panel > 0\n", ""),
    R("an excluded NHRI doesn't apply", "clashes", "c.kind == Kind.NHRI and c.id not in self.exclusions", "c.kind == Kind.NHRI"),
    R("pins are on the panel", "pool", "pins=sum(1 << number[id_] for id_ in asked.pins)", "pins=0"),
    R("exclusions are off the panel", "pool", "exclusions=sum(1 << number[id_] for id_ in asked.exclusions)", "exclusions=0"),
    R("pin and exclusion clash", "clashes", "if candidate.id in asked.exclusions:\n            yield", "if False:\n            yield"),
    R("too many pins clash", "clashes", "asked.max_panel + 1, (most,))", "asked.max_panel + 9, (most,))"),
    R("pins on every seat clash with the NHRI's", "clashes", "asked.max_panel, (most, NHRI_SEAT))", "asked.max_panel + 9, (most, NHRI_SEAT))"),
    R("an NHRI kept out by what is pinned", "clashes", "        yield from _nhri_kept_out(asked, others)\n", ""),
    R("clashes are minimal", "clashes", "if not any(smaller < words for smaller in sets)", ""),
    R("a panel by hand: too many", "clashes", "if len(panel_ids) > asked.max_panel:", "if False:"),
    R("a panel by hand: a pin is missing", "clashes", "sorted(asked.pins - set(panel_ids))", "()"),
    R("a panel by hand: somebody is excluded", "clashes", "sorted(asked.exclusions & set(panel_ids))", "()"),
    R("a panel by hand: the NHRI's seat", "clashes", "if asked.keeps_nhri_seat and not any(candidate", "if False and not any(candidate"),
    # what is counted
    R("gender perspective: a woman", "pool", "int(tally[WOMEN] + tally[ON_GENDER] > 0)", "int(tally[ON_GENDER] > 0)"),
    R("gender perspective: a theme", "pool", "int(tally[WOMEN] + tally[ON_GENDER] > 0)", "int(tally[WOMEN] > 0)"),
    R("gender themes: the default", "policy", 'frozenset({"WOM", "GEN", "UI-WOMEN"})', "frozenset()"),
    *(
        R(f"gender themes: {code}", "policy", 'frozenset({"WOM", "GEN", "UI-WOMEN"})', f"frozenset({set(rest)})")
        for code, rest in [("WOM", ("GEN", "UI-WOMEN")), ("GEN", ("WOM", "UI-WOMEN")), ("UI-WOMEN", ("WOM", "GEN"))]
    ),
    R("gender themes: among the first four", "pool", "bool(candidate.counted_themes(policy) & policy.gender_themes)", "bool(frozenset(candidate.themes) & policy.gender_themes)"),
    R("gender gap", "pool", "abs(tally[WOMEN] - tally[MEN])", "0"),
    R("women count", "pool", "int(candidate.gender == Gender.F)", "0"),
    R("men count", "pool", "int(candidate.gender == Gender.M)", "0"),
    R("undisclosed is not a woman", "pool", "int(candidate.gender == Gender.F)", "int(candidate.gender != Gender.M)"),
    R("undisclosed is not a man", "pool", "int(candidate.gender == Gender.M)", "int(candidate.gender != Gender.F)"),
    R("grassroots count", "values", "self.kind in (Kind.NATIONAL, Kind.GRASSROOTS)", "self.kind in (Kind.NATIONAL,)"),
    R("national ones count", "values", "self.kind in (Kind.NATIONAL, Kind.GRASSROOTS)", "self.kind in (Kind.GRASSROOTS,)"),
    R("regional ones don't count", "values", "(Kind.NATIONAL, Kind.GRASSROOTS)", "(Kind.NATIONAL, Kind.GRASSROOTS, Kind.REGIONAL)"),
    R("an NHRI is no national voice", "values", "(Kind.NATIONAL, Kind.GRASSROOTS)", "(Kind.NATIONAL, Kind.GRASSROOTS, Kind.NHRI)"),
    R("a national coalition is national", "values", "self.coalition and self.is_national_or_grassroots", "self.coalition"),
    R("a national coalition is a coalition", "values", "self.coalition and self.is_national_or_grassroots", "self.is_national_or_grassroots"),
    R("reports count", "pool", "int(candidate.submitted)", "0"),
    R("themes count", "pool", "Criterion.DISTINCT_THEMES: themes,", "Criterion.DISTINCT_THEMES: 0,"),
    R("a theme counts once", "pool", "together |= self.themes[member]\n        return together\n\n    def criteria", "together ^= self.themes[member]\n        return together\n\n    def criteria"),
    R("the first four themes", "values", "self.themes[: policy.theme_cap]", "self.themes"),
    R("the first four, not the last", "values", "self.themes[: policy.theme_cap]", "self.themes[-policy.theme_cap :]"),
    R("never more than four themes", "policy", "if not 0 <= self.theme_cap <= 4:", "if False:"),
    R("one coalition is enough", "pool", "min(1, coalitions) if policy.one_coalition_is_enough else coalitions", "coalitions"),
    # the order of the criteria
    *(
        R(f"order: {one} before {other}", "policy", f"    {one},\n    {other},\n", f"    {other},\n    {one},\n")
        for one, other in [
            ("Criterion.GENDER_PERSPECTIVE", "Criterion.NATIONAL_OR_GRASSROOTS"),
            ("Criterion.NATIONAL_OR_GRASSROOTS", "Criterion.GENDER_GAP"),
            ("Criterion.GENDER_GAP", "Criterion.NATIONAL_COALITIONS"),
            ("Criterion.NATIONAL_COALITIONS", "Criterion.SUBMITTED"),
            ("Criterion.SUBMITTED", "Criterion.DISTINCT_THEMES"),
        ]
    ),
    R("order: size first", "policy", "if self.order[:1] != (Criterion.SIZE,) or", "if"),
    R("a smaller gap is better", "policy", "-criteria[name] if name == Criterion.GENDER_GAP else criteria[name]", "criteria[name]"),
    R("policy gender-last", "policy", "(*(name for name in _FAQ_ORDER if name not in _GENDER), *_GENDER)", "_FAQ_ORDER"),
    R("policy parity-first", "policy", "(Criterion.SIZE, Criterion.GENDER_GAP, *(c for c in _FAQ_ORDER[1:] if c != Criterion.GENDER_GAP))", "_FAQ_ORDER"),
    R("policy coalition-at-least-one", "policy", "            one_coalition_is_enough=True,\n", ""),
    R("policy nhri-competes", "policy", "            nhri=NhriRule.COMPETE,\n", ""),
    # the draw
    R("tickets hold the seed", "values", 'f"{seed}\\n{public_id}"', 'f"\\n{public_id}"'),
    R("tickets hold the id", "values", 'f"{seed}\\n{public_id}"', 'f"{seed}\\n"'),
    R("tickets hold the line break", "values", 'f"{seed}\\n{public_id}"', 'f"{seed}{public_id}"'),
    R("tickets are lower-case hex", "values", ".encode()).hexdigest()", ".encode()).hexdigest().upper()"),
    R("the draw follows the tickets", "pool", "key=lambda candidate: (ticket(seed, candidate.id), candidate.id)", "key=lambda candidate: candidate.id"),
    R("the draw is done", "selection", "            solver.draw()\n", "            solver.tied = False\n"),
    R("a tie is said", "solver", "self.panel, self.tied = found, True", "self.panel, self.tied = found, False"),
    R("a tie found late is said", "solver", "self.tied = self._is_tied(cover, target)", "self.tied = False"),
    # the search and its proof
    R("most themes are looked for", "solver", "if ceiling >= target else None", "if False else None"),
    R("criteria after the themes", "solver", "for name in self._after:\n            assert", "for name in ():\n            assert"),
    R("cut short is said", "selection", "solver.pool.criteria(found), Proof.NOT_PROVEN", "solver.pool.criteria(found), Proof.OPTIMAL"),
    R("prices: conflicts in a branch", "cover", "if other != member and not apart >> other & 1]", "if other != member]"),
    R("counts: conflicts in a branch", "counts", "rest & ~self._pool.apart[member]", "rest"),
    R("counts: the bound", "counts", "bound <= self.found[0]", "bound >= self.found[0]"),
    # reasons
    R("a pinned one is told so", "reasons", "if member & pool.pins:", "if False:"),
    R("an excluded one is told so", "reasons", "elif member & pool.exclusions:", "elif False:"),
    R("whom a wish displaced is told so", "reasons", "if displaced is None or id_ in displaced:", "if displaced is None:"),
    R("whom a wish displaced: not proven is told", "reasons", "if displaced is None or id_ in displaced:", "if displaced and id_ in displaced:"),
    R("whom a wish displaced: an answer cut short names nobody", "reasons", "if Proof.NOT_PROVEN in (choice.proof, alone.proof):", "if False:"),
    R("whom a wish displaced: who was left out is told that", "reasons", "if reason.selected or reason.criterion == Cause.EXCLUDED:", "if reason.selected:"),
    R("the draw is told", "reasons", '(Cause.DRAW.value, 0) if fall is None', '("size", 0) if fall is None'),
    R("not proven is told", "reasons", "if not self._proven:", "if False:"),
    R("the NHRI's seat is told", "reasons", "self._without_the_nhri(member) if selected else (Cause.CLASH.value, 0)", "(Cause.CLASH.value, 0)"),
    R("the only NHRI: what the panel would lose is told", "reasons", "if lapsed.keeps_nhri_seat:", "if True:"),
    R("the only NHRI: the seat decides where nothing is lost", "reasons", "if worse else (Cause.NHRI_SEAT.value, 0)", "if True else (Cause.NHRI_SEAT.value, 0)"),
    R("the only NHRI: not proven is told", "reasons", "if choice.proof != Proof.OPTIMAL:", "if False:"),
    # what if
    R("swaps keep pins", "whatif", "for out in bits(panel & ~pins):", "for out in bits(panel):"),
    R("swaps bring nobody excluded", "whatif", "outside = pool.everybody & ~(panel | pool.exclusions)", "outside = pool.everybody & ~panel"),
    R("swaps bring nobody in conflict", "whatif", "joining = outside & ~pool.barred_by(rest)", "joining = outside"),
    R("swaps keep the NHRI's seat", "whatif", "if reserves and applying and not rest & nhris:", "if False:"),
    R("an NHRI that dropped out doesn't apply", "whatif", "nhris & ~(1 << out) if dropped_out else nhris", "nhris"),
    R("the reserve: the best successors first", "whatif", "-len(seats.get(member, []))", "0"),
    # files
    R("files: no unknown wish", "files", "    _no_slips(given)\n", ""),
    R("files: no wish in other words", "files", "if plain.startswith(stem)]", "if False]"),
    R("files: no policy inside", "files", 'if key == "policy":', "if False:"),
    R("files: at most so many applicants", "files", "if len(entries) > MOST_APPLICANTS:", "if False:"),
    R("files: no key twice", "files", "        if key in found:\n            raise", "        if False:\n            raise"),
    R("files: NaN is no number", "files", ", parse_constant=_no_constant", ""),
    R("files: too deep", "files", "except RecursionError:", "except ZeroDivisionError:"),
    R("files: no id twice", "files", "if candidate.id in seen:", "if False:"),
    R("files: no pin twice", "files", "if id_ in seen:", "if False:"),
    R("files: where a wish is unknown", "files", "if id_ not in known:", "if False:"),
    R("files: pairs are two", "files", "if len(ids) != 2:", "if False:"),
    R("files: true is no number", "files", "or isinstance(value, bool):\n        raise BadInput(f\"{where}: must be a whole", "or False:\n        raise BadInput(f\"{where}: must be a whole"),
    R("files: text is text", "files", "if not isinstance(value, str):", "if False:"),
    R("files: no empty text", "files", "if not value and not may_be_empty:", "if False:"),
    R("files: half characters", "files", "except UnicodeEncodeError:", "except ZeroDivisionError:"),
    R("files: only known kinds and genders", "files", "if text not in known:", "if False:"),
    R("files: yes or no", "files", "if not isinstance(value, bool):", "if False:"),
    R("files: clashes exit 1", "files", "(CLASH if choice.panel is None else CHOSEN)", "CHOSEN"),
    R("command: bad input exits 2", "command", "CommandError(f\"{shown}: {words}\", returncode=BAD_INPUT)", "CommandError(f\"{shown}: {words}\")"),
    # the record and its verifier
    R("record: the State in its seed", "record", "iso3.encode(), hashlib", "b\"\", hashlib"),
    R("record: the series seed in a State's", "record", "hmac.new(series_seed.encode()", "hmac.new(b\"\""),
    R("record: the commitment", "record", '"commitment": commitment(seed)', '"commitment": ""'),
    R("record: only themes that count", "record", "candidate.themes[: policy.theme_cap]", "candidate.themes"),
    R("verifier: the shape of a record", "verifier", '    fits(record, SHAPE, "record")\n', ""),
    R("verifier: the shape of the result", "verifier", '    fits(result["panel"], [str], "record.result.panel")\n', ""),
    R("verifier: the seven criteria", "verifier", "sorted(order) != sorted(criteria_of(record, []))", "False"),
    R("verifier: no id twice", "verifier", " or len(set(ids)) < len(ids)", ""),
    R("verifier: the hash", "verifier", 'sha256(text) == record["sha256"]', "True"),
    R("verifier: the commitment", "verifier", 'sha256(record["seed"]) == record["commitment"]', "True"),
    R("verifier: the published policy", "verifier", 'record["policy"] == {**record["policy"], **FAQ}', "True"),
    R("verifier: the published gender themes", "verifier", ', "gender_themes": GENDER}', "}"),
    R("verifier: too many", "verifier", "* (len(panel) > most)", "* False"),
    R("verifier: pins", "verifier", 'sorted(set(record["pins"]) - ids)', "()"),
    R("verifier: exclusions", "verifier", 'sorted(set(record["exclusions"]) & ids)', "()"),
    R("verifier: one organisation", "verifier", 'a["organisation"] == b["organisation"] or ', ""),
    R("verifier: one NHRI", "verifier", ' or a["kind"] == b["kind"] == "nhri"', ""),
    R("verifier: linked", "verifier", 'if same or frozenset((a["id"], b["id"])) in linked:', "if same:"),
    R("verifier: the NHRI's seat", "verifier", "if applying and most and", "if False and"),
    R("verifier: an excluded NHRI", "verifier", '== "nhri"} - set(record["exclusions"])', '== "nhri"}'),
    R("verifier: no seat at all", "verifier", "if applying and most and", "if applying and"),
    R("verifier: criteria", "verifier", 'criteria_of(record, panel) == result["criteria"]', "True"),
    R("verifier: a better panel", "verifier", "if key > best or tickets < drawn:", "if tickets < drawn:"),
    R("verifier: the draw", "verifier", "if key > best or tickets < drawn:", "if key > best:"),
    R("verifier: a tie", "verifier", 'return "" if tied is said else', 'return "" if True else'),
    R("verifier: somebody unknown", "verifier", '["someone is unknown"] * (len(panel) != len(result["panel"]))', "[]"),
]  # fmt: skip
