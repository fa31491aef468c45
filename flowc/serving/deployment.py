"""What a deployment serves: plans with their secrets, read at the start and again on request."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from flowc.serve_plan import Plan
from flowc.serving import plans, secret
from flowc.serving.secret import Lack, Secrets


class Served(NamedTuple):
    """A plan, the secrets that it needs, and the folder in which it stands."""

    plan: Plan
    secrets: Secrets
    folder: Path = Path()


class DeploymentError(Exception):
    """Why it can't be served: lines of words; `kind` is what they are about."""

    def __init__(self, facts: Iterable[str], kind: Literal["usage", "plan", "secrets"]) -> None:
        """Keep both."""
        self.facts = tuple(facts)
        self.kind = kind
        super().__init__("; ".join(self.facts))


class Deployment(NamedTuple):
    """Where to read: plans or folders of them, and the file of secrets if there is one."""

    paths: Sequence[Path]
    secrets: Path | None

    def read(self) -> dict[Path, Served]:
        """All of it, by path. Raises DeploymentError with everything that is wrong."""
        found: dict[Path, Plan] = {}
        facts: list[str] = []
        for path in self._files():
            try:
                found[path] = plans.read(path)
            except plans.NoPlanError as e:
                raise DeploymentError(e.facts, "usage") from None
            except plans.PlanError as e:
                facts += e.facts
        if facts:
            raise DeploymentError(facts, "plan")
        try:
            plans.together(found.values())
        except plans.PlanError as e:
            raise DeploymentError(e.facts, "plan") from None
        known, lacks = secret.find(found.values(), self._file())
        if lacks:
            raise DeploymentError(map(_told, lacks), "secrets")
        return {path: Served(plan, known, path.parent) for path, plan in found.items()}

    def read_again(self, old: dict[Path, Served]) -> tuple[dict[Path, Served], list[str]]:
        """The same when there is an `old` reading, which stays for each plan that can't be served
        any more; and what is wrong with those."""
        new: dict[Path, Served] = {}
        facts: list[str] = []
        try:
            file = self._file()
            paths = self._files()
        except DeploymentError as e:
            return old, list(e.facts)
        for path in paths:
            if path in old:
                new[path] = old[path]
            try:
                plan = plans.read(path)
            except plans.PlanError as e:
                facts += e.facts
                continue
            known, lacks = secret.find((plan,), file)
            facts += map(_told, lacks)
            if not lacks:
                new[path] = Served(plan, known, path.parent)
        try:
            plans.together(served.plan for served in new.values())
        except plans.PlanError as e:
            return old, [*facts, *e.facts]
        return new, facts

    def _files(self) -> list[Path]:
        try:
            return [file for path in self.paths for file in plans.files(path)]
        except plans.NoPlanError as e:
            raise DeploymentError(e.facts, "usage") from None

    def _file(self) -> dict[str, str]:
        try:
            return secret.from_file(self.secrets) if self.secrets else {}
        except secret.SecretsError as e:
            raise DeploymentError((str(e),), "usage") from None


def _told(lack: Lack) -> str:
    return f"the secret {lack.name} {lack.what}; it is needed by {', '.join(lack.needed)}"
