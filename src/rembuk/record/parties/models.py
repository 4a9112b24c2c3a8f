"""Organisations, decrees with their seats and duties, accounts."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from rembuk.record.core.identity import uuid7
from rembuk.record.places.models import Area


class Kind(models.TextChoices):
    """What an organisation is in law; who may sign what with whom follows from it (knowledge/signatories)."""

    REGIONAL = "regional", "perangkat daerah"
    SUBDISTRICT = "subdistrict", "kecamatan"
    VILLAGE = "village", "pemerintah desa/kelurahan"
    HEALTH_FACILITY = "health_facility", "puskesmas/rumah sakit"
    VERTICAL = "vertical", "instansi vertikal"
    COMMUNITY = "community", "organisasi masyarakat/PKK"
    RELIGIOUS = "religious", "lembaga keagamaan/Baznas"
    COMPANY = "company", "perusahaan"
    UNIVERSITY = "university", "perguruan tinggi"
    MEDIA = "media", "media"
    OTHER = "other", "lainnya"


class Organisation(models.Model):
    """An office or partner. It keeps its identity when people move; accounts belong to it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=160)
    short_name = models.CharField(max_length=40, blank=True)
    kind = models.CharField(max_length=20, choices=Kind.choices)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="organisations")
    valid_from = models.DateField(null=True)
    valid_until = models.DateField(null=True)

    class Meta:
        """By name; one of a name in an area."""

        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["name", "area"], name="organisation_once")]

    def __str__(self) -> str:
        """Return the short name, else the name."""
        return self.short_name or self.name


class Decree(models.Model):
    """An SK: the written decision that makes the team of one area, for a term."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=120)
    title = models.CharField(max_length=240)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="decrees")
    signed_on = models.DateField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")

    class Meta:
        """Latest first."""

        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["number", "area"], name="decree_once")]

    def __str__(self) -> str:
        """Return the number."""
        return self.number


class Seat(models.Model):
    """One line of a decree: which organisation sits in which position of the team, and who fills it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    decree = models.ForeignKey(Decree, on_delete=models.PROTECT, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    position = models.CharField(max_length=120)
    field = models.CharField(max_length=120, blank=True)
    holder = models.CharField(max_length=160, blank=True)
    order = models.PositiveIntegerField()

    class Meta:
        """In the order of the decree."""

        ordering = ["decree", "order"]
        constraints = [models.UniqueConstraint(fields=["decree", "order"], name="seat_once")]

    def __str__(self) -> str:
        """Return position and organisation."""
        return f"{self.position}: {self.organisation}"


class Duty(models.Model):
    """A task that the decree gives to an organisation. Without one, the page says so instead of guessing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="duties")
    text = models.TextField()
    order = models.PositiveIntegerField()

    class Meta:
        """In the order of the decree."""

        ordering = ["seat", "order"]
        constraints = [models.UniqueConstraint(fields=["seat", "order"], name="duty_once")]

    def __str__(self) -> str:
        """Return the text."""
        return self.text


class Account(AbstractBaseUser):
    """A sign-in that acts for one organisation, in one role, for one area, until it lapses."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="accounts")
    role = models.CharField(max_length=30)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, null=True, related_name="accounts")
    valid_until = models.DateField(null=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=True)
    #: The secret of the second factor, sealed with the record's keys and bound to this row; NULL until enrolled.
    totp_sealed = models.BinaryField(null=True)
    #: Keyed digests of the recovery codes that were not used yet.
    recovery_digests = models.JSONField(default=list)

    objects = BaseUserManager["Account"]()

    USERNAME_FIELD = "username"

    class Meta:
        """By username."""

        ordering = ["username"]

    def __str__(self) -> str:
        """Return the username."""
        return self.username
