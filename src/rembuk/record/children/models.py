"""Facts (child, measurement, service) and what is derived from them (child-month, status, area-month, births).

Masses are whole grams and lengths whole tenths of a millimetre, z-scores whole hundredths: sums are exact everywhere.
"""

from django.db import models

from rembuk.record.core.identity import uuid7
from rembuk.record.places.models import Area


class Batch(models.Model):
    """A delivery as far as the register knows it: rows of a withdrawn one no longer count."""

    id = models.UUIDField(primary_key=True, editable=False)
    withdrawn = models.BooleanField(default=False)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Household(models.Model):
    """A family card (KK), known by its keyed digest; the number itself is sealed."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    card_digest = models.BinaryField(max_length=32, unique=True)
    card_sealed = models.BinaryField(max_length=80)

    def __str__(self) -> str:
        """Return the id."""
        return str(self.id)


class Child(models.Model):
    """A child under its permanent id, never a NIK. Names are kept as delivered; keys are for comparison only."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160, blank=True)
    name_key = models.CharField(max_length=160, blank=True)
    parent_name = models.CharField(max_length=200, blank=True)
    parent_key = models.CharField(max_length=200, blank=True)
    sex = models.CharField(max_length=1)
    birth_date = models.DateField()
    nik_digest = models.BinaryField(max_length=32, null=True, db_index=True)
    nik_sealed = models.BinaryField(max_length=80, null=True)
    nik_shown = models.CharField(max_length=20, blank=True)
    household = models.ForeignKey(Household, on_delete=models.PROTECT, null=True, related_name="children")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="children_living")
    posyandu = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="children_coming")
    address = models.CharField(max_length=240, blank=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="new_children")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        """Found by birth date and sex when a row asks who it is."""

        indexes = [models.Index(fields=["birth_date", "sex"], name="child_birth")]

    def __str__(self) -> str:
        """Return the id: a name does not belong in logs."""
        return str(self.id)


class Measurement(models.Model):
    """One measuring of one child. Never edited: a correction is a new row that ``replaces`` the old one."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="measurements")
    measured_on = models.DateField()
    weight_g = models.PositiveIntegerField(null=True)
    length_tenth_mm = models.PositiveIntegerField(null=True)
    position = models.CharField(max_length=8, blank=True)
    muac_tenth_mm = models.PositiveIntegerField(null=True)
    weight_gain = models.CharField(max_length=1, blank=True)
    haz = models.SmallIntegerField(null=True)
    waz = models.SmallIntegerField(null=True)
    whz = models.SmallIntegerField(null=True)
    baz = models.SmallIntegerField(null=True)
    flagged = models.CharField(max_length=16, blank=True)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    posyandu = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="measurements")
    row = models.PositiveIntegerField()
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        """A measuring of a row is taken in once (a yearly sheet has a row a child with up to twelve of them)."""

        constraints = [models.UniqueConstraint(fields=["batch", "row", "measured_on"], name="measurement_once")]
        indexes = [models.Index(fields=["child", "measured_on"], name="measurement_child")]

    def __str__(self) -> str:
        """Return the id and the day."""
        return f"{self.id} {self.measured_on}"


class Service(models.Model):
    """A service that a sector's file says the child received (vitamin A, food, class for mothers …)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="services")
    kind = models.CharField(max_length=40)
    received_on = models.DateField()
    value = models.CharField(max_length=40)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="services")
    row = models.PositiveIntegerField()

    class Meta:
        """A cell of a delivery is taken in once."""

        constraints = [models.UniqueConstraint(fields=["batch", "row", "kind"], name="service_once")]

    def __str__(self) -> str:
        """Return kind and day."""
        return f"{self.kind} {self.received_on}"


class ChildMonth(models.Model):
    """Derived: the last measuring that counts of a child in a month."""

    child = models.ForeignKey(Child, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    posyandu = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="+")
    weighed = models.BooleanField()
    haz = models.SmallIntegerField(null=True)
    waz = models.SmallIntegerField(null=True)
    whz = models.SmallIntegerField(null=True)

    class Meta:
        """Summed by area and month."""

        constraints = [models.UniqueConstraint(fields=["child", "month"], name="child_month_once")]
        indexes = [
            models.Index(fields=["area", "month"], name="child_month_area"),
            models.Index(fields=["posyandu", "month"], name="child_month_posyandu"),
        ]

    def __str__(self) -> str:
        """Return child and month."""
        return f"{self.child_id} {self.month}"


class ChildStatus(models.Model):
    """Derived: where a child stands, by its last month with a measuring."""

    child = models.OneToOneField(Child, on_delete=models.CASCADE, primary_key=True, related_name="status")
    measured_on = models.DateField()
    measurement = models.ForeignKey(Measurement, on_delete=models.CASCADE, related_name="+")
    haz = models.SmallIntegerField(null=True)
    waz = models.SmallIntegerField(null=True)
    whz = models.SmallIntegerField(null=True)
    months = models.PositiveIntegerField()

    def __str__(self) -> str:
        """Return child and day."""
        return f"{self.child_id} {self.measured_on}"


class AreaMonth(models.Model):
    """Derived: counts of one village or posyandu in one month. Flagged z-scores are left out, index by index."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="months")
    month = models.DateField()
    weighed = models.PositiveIntegerField()
    with_haz = models.PositiveIntegerField()
    stunted = models.PositiveIntegerField()
    severely_stunted = models.PositiveIntegerField()
    with_waz = models.PositiveIntegerField()
    underweight = models.PositiveIntegerField()
    severely_underweight = models.PositiveIntegerField()
    with_whz = models.PositiveIntegerField()
    wasted = models.PositiveIntegerField()
    severely_wasted = models.PositiveIntegerField()
    haz_sum = models.BigIntegerField()

    class Meta:
        """One row an area and month."""

        constraints = [models.UniqueConstraint(fields=["area", "month"], name="area_month_once")]
        indexes = [models.Index(fields=["month"], name="area_month_month")]

    def __str__(self) -> str:
        """Return area and month."""
        return f"{self.area_id} {self.month}"


class AreaBirths(models.Model):
    """Derived: how many registered children of an area were born in a month; the register's denominator follows."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="births")
    birth_month = models.DateField()
    children = models.PositiveIntegerField()

    class Meta:
        """One row an area and month."""

        constraints = [models.UniqueConstraint(fields=["area", "birth_month"], name="area_births_once")]

    def __str__(self) -> str:
        """Return area and month."""
        return f"{self.area_id} {self.birth_month}"
