"""Areas, their succession, and the closure of the tree."""

from django.db import models

from rembuk.record.core.identity import uuid7


class Level(models.TextChoices):
    """How deep an area lies; names follow Kemendagri's code book, posyandu and puskesmas are the health service's."""

    PROVINCE = "province", "provinsi"
    REGENCY = "regency", "kabupaten/kota"
    DISTRICT = "district", "kecamatan"
    HEALTH_CENTRE = "health_centre", "puskesmas"
    VILLAGE = "village", "desa/kelurahan"
    POSYANDU = "posyandu", "posyandu"


class Area(models.Model):
    """One area as long as it existed under one code. A village that splits ends; its successors begin.

    ``served_by`` is the puskesmas in whose working area a village or posyandu lies: a second line upwards beside
    ``parent``, for a puskesmas may serve a part of a kecamatan.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=20, choices=Level.choices)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    served_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="serves")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        """A code may return after it ended, so code and beginning together are unique."""

        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="area_code_once"),
            models.UniqueConstraint(
                fields=["code"], condition=models.Q(valid_from__isnull=True), name="area_code_once_undated"
            ),
        ]

    def __str__(self) -> str:
        """Return the name with its code."""
        return f"{self.name} ({self.code})"


class Succession(models.Model):
    """An area that took the place of another, wholly (merge, new code) or in part (split)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    before = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="successions")
    after = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="origins")

    class Meta:
        """Once a pair."""

        constraints = [models.UniqueConstraint(fields=["before", "after"], name="succession_once")]

    def __str__(self) -> str:
        """Return both areas."""
        return f"{self.before} → {self.after}"


class Within(models.Model):
    """The closure of the tree, derived: every area lies in itself, its ancestors, and the puskesmas that serves it."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="ancestors")
    ancestor = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="descendants")

    class Meta:
        """Both directions are asked for."""

        constraints = [models.UniqueConstraint(fields=["ancestor", "area"], name="within_once")]

    def __str__(self) -> str:
        """Return both areas."""
        return f"{self.area_id} in {self.ancestor_id}"
