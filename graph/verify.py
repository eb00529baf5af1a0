"""Whether a run's files still say what they said, and whether what they say is right: nothing else is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.errors import BrokenError
from graph.results import Results
from graph.seal import unlike
from graph.suggest.audit import ALWAYS
from graph.suggest.certificate import Finding, checked, finding
from graph.suggest.restated import restated

AS_WRITTEN = "every file is as it was written"
"""What the first finding is about: files and nothing that they say."""

AUDITED = "every check of the audit holds"

NEEDED = ("links", "candidates", "gaps", "people")


def verify(run: Results) -> tuple[Finding, ...]:
    """Checks a run from its own files; what is found names nobody.

    Where a file that was changed or lost cannot be read any more, that is all that is found.

    Raises:
        BrokenError: There is no such run, or it lacks something; so do runs of versions before.
    """
    try:
        changed = unlike(run.folder, run.manifest)
    except BrokenError:
        if not run.folder.is_dir():
            raise
        return (finding(AS_WRITTEN, holds=False, otherwise="not so: manifest.json"),)
    except (KeyError, TypeError, AttributeError) as error:
        raise _unfit(run, error) from error
    whole = finding(AS_WRITTEN, not changed, f"not so: {', '.join(changed)}")
    try:
        tables = {name: run.table(name) for name in NEEDED}
        certified, audited = checked(tables, run.certificate, _seed(run)), _audited(run.audit)
        if all(claim.holds for claim in certified):
            certified = (*certified, *restated(tables, run.certificate, run.manifest))
    except (BrokenError, KeyError, TypeError, AttributeError) as error:
        if changed:
            return (whole,)
        raise _unfit(run, error) from error
    portfolio = run.manifest.get("portfolio", {})
    budget, stated = run.certificate["budget"], portfolio.get("budget")
    same = finding("the budget is that of the run", budget == stated, f"{stated} links")
    stands, stood = (run.certificate.get("standing") or {}).get("links", 0), portfolio.get("standing", 0)
    stays = finding("as many links stand as the run says", stands == stood, f"{stood} links")
    return (whole, *certified, same, stays, *audited)


def _unfit(run: Results, error: Exception) -> BrokenError:
    return BrokenError(f"the run cannot be checked: {error}", where=str(run.folder), cure="run `bothways run` again")


def _seed(run: Results) -> int:
    return int(run.manifest["settings"]["seed"])


def _audited(audit: Mapping[str, Any]) -> tuple[Finding, ...]:
    """What the audit found when the run was made, and that it says of itself what its parts say."""
    checks, dealt = audit.get("checks", []), audit.get("permutations", [])
    broken = [check["name"] for check in checks if not check["holds"]]
    missing = len(set(ALWAYS) - {check["name"] for check in checks}) + (not dealt)
    seen = sum(tried["expected"] and not tried["same"] for tried in dealt)
    said, passed = bool(audit.get("passed")), not broken and not seen
    return (
        finding("no check of the audit is missing", not missing, f"{missing} are"),
        finding(AUDITED, not broken, "; ".join(broken)),
        finding("no column that must not be read changed a link", not seen, f"{seen} permutations did"),
        finding(
            "the audit says of itself what its checks say", said == passed, f"it says {'passed' if said else 'failed'}"
        ),
    )
