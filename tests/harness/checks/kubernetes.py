"""The manifests: valid by the published schemas, and as careful as ours have to be."""

from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from pathlib import PurePath
from typing import Any

import kubernetes_validate
import yaml

from harness.service import Service

FOLDER = "deploy/kubernetes"
KUSTOMIZATION = "kustomization.yaml"
LOWEST_USER = 10_000
LONGEST_STOP = 25
"""Seconds that the service may take to stop: its drain delay and the server's own patience."""

Manifest = Mapping[str, Any]


def find_kubernetes_flaws(service: Service) -> list[str]:
    """List what the schemas refuse, what is careless, and what no kustomization names."""
    manifests = {
        path: text
        for path, text in service.texts.items()
        if path.startswith(f"{FOLDER}/") and path.endswith(".yaml")
    }
    return [
        f"{path}: {finding}"
        for path, text in manifests.items()
        for finding in (
            _unnamed(path, manifests) if path.endswith(KUSTOMIZATION) else _flaws(text)
        )
    ] + _missing(service, manifests)


def _unnamed(kustomization: str, manifests: Mapping[str, str]) -> list[str]:
    """Compare the resources of a kustomization with the files beside and below it."""
    folder = PurePath(kustomization).parent
    named = set(_read(manifests[kustomization])["resources"])
    below = [path for path in map(PurePath, manifests) if folder in path.parents]
    others = {path.parent for path in below if path.name == KUSTOMIZATION} - {folder}
    there = {
        path.relative_to(folder).as_posix()
        for path in below
        if path.name != KUSTOMIZATION and path.parent not in others
    }
    return [f"names {name} in vain or not at all" for name in sorted(named ^ there)]


def _missing(service: Service, manifests: Mapping[str, str]) -> list[str]:
    """Tell which kinds of resource a service that runs several times lacks."""
    if not manifests:
        return []
    kinds = {_read(text)["kind"] for text in manifests.values()}
    wanted = {"Deployment", "Ingress", "NetworkPolicy", "Service", "ServiceAccount"}
    if not service.settings["DATABASE_URL"].startswith("sqlite"):
        wanted |= {"HorizontalPodAutoscaler", "Job", "PodDisruptionBudget"}
    return [f"{FOLDER}: no {kind}" for kind in sorted(wanted - kinds)]


@cache
def _read(text: str) -> Manifest:
    """Read a text once, however many services share it."""
    manifest: Manifest = yaml.safe_load(text)
    return manifest


@cache
def _flaws(text: str) -> tuple[str, ...]:
    """Examine a manifest once, however many services share it."""
    manifest = _read(text)
    if manifest["kind"] == "Secret":
        return ("a secret in the repository",)
    try:
        kubernetes_validate.validate(manifest, kubernetes_validate.latest_version(), strict=True)
    except (kubernetes_validate.ValidationError, kubernetes_validate.SchemaNotFoundError) as error:
        return (str(error),)
    return tuple(_careless(manifest))


def _careless(manifest: Manifest) -> Iterator[str]:
    if manifest["kind"] in ("Deployment", "Job"):
        pod = manifest["spec"]["template"]["spec"]
        yield from _privileged(pod)
        for container in [*pod["containers"], *pod.get("initContainers", ())]:
            yield from _unconfined(container)
    if manifest["kind"] == "Deployment":
        yield from _hasty(manifest["spec"])


def _privileged(pod: Manifest) -> Iterator[str]:
    context = pod.get("securityContext", {})
    if context.get("runAsUser", 0) < LOWEST_USER or not context.get("runAsNonRoot"):
        yield f"runs as a user below {LOWEST_USER}"
    if context.get("seccompProfile") != {"type": "RuntimeDefault"}:
        yield "no seccomp profile"
    if pod.get("automountServiceAccountToken") is not False:
        yield "holds a token of its service account"


def _unconfined(container: Manifest) -> Iterator[str]:
    context = container.get("securityContext", {})
    if context.get("capabilities") != {"drop": ["ALL"]}:
        yield "keeps capabilities"
    if context.get("allowPrivilegeEscalation") is not False:
        yield "may gain privileges"
    if not context.get("readOnlyRootFilesystem"):
        yield "may write its own root"
    resources = container.get("resources", {})
    if "memory" not in resources.get("limits", {}) or "cpu" not in resources.get("requests", {}):
        yield "asks for no CPU, or has no limit to its memory"


def _hasty(deployment: Manifest) -> Iterator[str]:
    pod = deployment["template"]["spec"]
    if pod.get("terminationGracePeriodSeconds", 30) <= LONGEST_STOP:
        yield "is killed before it can stop by itself"
    for container in pod["containers"]:
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            if "httpGet" not in container.get(probe, {}):
                yield f"no {probe}"
    if "replicas" in deployment and deployment["strategy"]["type"] != "Recreate":
        yield "fights its autoscaler for the number of replicas"
