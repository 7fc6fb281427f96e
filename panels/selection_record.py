"""The audit record of one run of the rule, and the seeds of the draw.

The record is a plain value that can be written as canonical JSON: what was asked (confirmed criteria only),
by which policy, with which seed and commitment, what came out, and how far it is proved. Its SHA-256 is
published; the record itself identifies organisations in a small pool and is for staff and an auditor, who can
check it with `verify_selection.py` and nothing else.
"""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

from .selection_clashes import Request
from .selection_policy import Policy
from .selection_values import Candidate, Choice

RECORD_FORMAT = "panel-selection-record/1"
RULE_VERSION = "1.0"
"""Version of the code that applies the rule; rises whenever a change could change an answer."""


def state_seed(series_seed: str, iso3: str) -> str:
    """The seed of one State's draw: lower-case hex of HMAC-SHA-256 with the series seed as key, ISO3 as
    message.

    It is revealed with the State's result; the series seed never is.
    """
    return hmac.new(series_seed.encode(), iso3.encode(), hashlib.sha256).hexdigest()


def commitment(seed: str) -> str:
    """What the call shows before anybody applies: the SHA-256 of a seed, so that it can't be changed
    afterwards.
    """
    return hashlib.sha256(seed.encode()).hexdigest()


def canonical(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys and no spaces: equal values give equal text."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(record: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a record, its own `sha256` left out."""
    text = canonical({name: value for name, value in record.items() if name != "sha256"})
    return hashlib.sha256(text.encode()).hexdigest()


def audit_record(
    asked: Request, choice: Choice, *, seed: str, code_version: str = RULE_VERSION
) -> dict[str, Any]:
    """The record of one run, its SHA-256 included."""
    record: dict[str, Any] = {
        "format": RECORD_FORMAT,
        "code_version": code_version,
        "policy": _policy(asked.policy),
        "max_panel": asked.max_panel,
        "applicants": [_applicant(candidate, asked.policy) for candidate in asked.candidates],
        "pins": sorted(asked.pins),
        "exclusions": sorted(asked.exclusions),
        "linked": sorted(list(pair) for pair in asked.conflicts),
        "seed": seed,
        "commitment": commitment(seed),
        "result": {
            "panel": None if choice.panel is None else list(choice.panel),
            "criteria": {name.value: value for name, value in choice.criteria.items()},
            "proof": choice.proof.value,
            "bound": None if choice.bound is None else {k.value: value for k, value in choice.bound.items()},
            "tie_drawn": choice.tie_drawn,
            "clashes": [list(words) for words in choice.clashes],
        },
    }
    return {**record, "sha256": digest(record)}


def _policy(policy: Policy) -> dict[str, Any]:
    return {
        "name": policy.name,
        "version": policy.version,
        "order": [name.value for name in policy.order],
        "nhri": policy.nhri.value,
        "theme_cap": policy.theme_cap,
        "one_coalition_is_enough": policy.one_coalition_is_enough,
        "gender_themes": sorted(policy.gender_themes),
    }


def _applicant(candidate: Candidate, policy: Policy) -> dict[str, Any]:
    return {
        "id": candidate.id,
        "organisation": candidate.organisation,
        "kind": str(candidate.kind),
        "coalition": candidate.coalition,
        "submitted": candidate.submitted,
        "themes": list(candidate.themes[: policy.theme_cap]),
        "gender": str(candidate.gender),
    }
