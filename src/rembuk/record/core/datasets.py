"""The tie between ``knowledge/datasets`` and the models: every stored column has a class, and every class a column."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register

from rembuk.knowledge.datasets import datasets


@register()
def every_column_is_classed(app_configs: Any, **options: Any) -> list[CheckMessage]:
    """System check: a model field that ``knowledge/datasets`` does not class, or a classed column that is gone."""
    known = {f"{dataset.model}.{column.name}" for dataset in datasets().values() for column in dataset.columns}
    stored = {
        f"{model._meta.label_lower}.{field.name}"
        for config in apps.get_app_configs()
        if config.name.startswith("rembuk.record.")
        for model in config.get_models()
        for field in model._meta.concrete_fields
    }
    unclassed = [
        Error(f"{name} has no class in knowledge/datasets", hint="Say what kind of data it is.", id="rembuk.E001")
        for name in sorted(stored - known)
    ]
    gone = [
        Error(f"knowledge/datasets names {name}, which no model has", id="rembuk.E002")
        for name in sorted(known - stored)
    ]
    return [*unclassed, *gone]
