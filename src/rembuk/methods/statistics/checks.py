"""Each check of anthropometric data quality: one function, one or more findings about one group of children."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge import statistics as facts
from rembuk.methods.statistics import digits
from rembuk.methods.statistics.digits import Floats

Mask = NDArray[np.bool_]
#: Words of the column ``class``; the first four are SMART's.
CLASSES = ("excellent", "good", "acceptable", "problem", "too_few", "not_judged", "no_data")
NOTHING_TO_DO = "Tidak perlu tindakan."
BY_CHANCE = "Belum dapat dibedakan dari kebetulan; tidak perlu tindakan sekarang."
NO_DATA = "Tidak ada data untuk pemeriksaan ini."


@dataclass(frozen=True)
class Part:
    """One group's rows, as far as the table has them: ``present`` names the columns that exist; NaN = missing.

    ``sex`` 1 boy, 2 girl, 0 unknown; ``z`` and ``outside`` (WHO flag) by index; ``marks`` masks that need the whole
    table (shrunk, carried_forward …), each with the mask of rows where it can be told; ``unreadable`` by column.
    """

    present: frozenset[str]
    sex: NDArray[np.intp]
    age_days: Floats
    weight: Floats
    height: Floats
    muac: Floats
    z: dict[str, Floats]
    outside: dict[str, Mask]
    marks: dict[str, tuple[Mask, Mask]]
    unreadable: dict[str, Mask]


@dataclass
class Finding:
    """One check of one group. ``value`` None = not known; ``p`` where the check is a test; ``penalty`` SMART points."""

    check: str
    value: float | None
    unit: str
    n: int
    p: float | None = None
    klass: str = "not_judged"
    penalty: int | None = None
    next_step: str = NOTHING_TO_DO


def number(value: float, decimals: int = 1) -> str:
    """Return a number as an Indonesian sentence prints it."""
    return f"{value:.{decimals}f}".replace(".", ",")


def few() -> int:
    """Return the size below which a group is judged only on strong evidence."""
    size: int = facts.limit("few_children")
    return size


def smart_step(check: str, value: float) -> int:
    """Return which step 0 (best) … 3 (worst) of the SMART table a value lies in; ratios are given as p."""
    rule = facts.smart()["checks"][check]
    kind, limits = rule["kind"], rule["limits"]
    tests: dict[str, Callable[[float | list[float]], bool]] = {
        "at_most": lambda edge: value <= edge,  # type: ignore[operator]
        "below": lambda edge: value < edge,  # type: ignore[operator]
        "absolute_below": lambda edge: abs(value) < edge,  # type: ignore[operator]
        "p_above": lambda edge: value > edge,  # type: ignore[operator]
        "within": lambda edge: edge[0] <= value <= edge[1],  # type: ignore[index]
    }
    return next((step for step, edge in enumerate(limits) if tests[kind](edge)), len(limits))


def _scored(finding: Finding, judged: float, strong: bool, advice: str) -> Finding:
    """Give a finding its SMART class and penalty; a small group only where the evidence is strong."""
    step = smart_step(finding.check, judged)
    return _classed(finding, step, strong, advice, facts.smart()["checks"][finding.check]["penalties"][step])


def _classed(finding: Finding, step: int, strong: bool, advice: str, penalty: int | None = None) -> Finding:
    if finding.n < few() and not strong:
        finding.klass = "too_few"
        finding.next_step = f"Hanya {finding.n} data: terlalu sedikit untuk menilai; gabungkan dengan bulan lain."
        return finding
    finding.klass, finding.penalty = CLASSES[step], penalty
    if step:
        finding.next_step = advice
    return finding


def _counted(check: str, bad: Mask, told: Mask, limits: list[float], advice: str) -> Finding:
    """Return a finding about rows that are each a fact: the share, and what to do with those rows at any size."""
    n, count = int(np.count_nonzero(told)), int(np.count_nonzero(bad & told))
    if n == 0:
        return Finding(check, None, "percent", 0, klass="no_data", next_step=NO_DATA)
    share = 100 * count / n
    step = next((step for step, edge in enumerate(limits) if share <= edge), len(limits))
    strong = 100 * float(digits.binomial_interval(count, n)[0]) > limits[-1]
    finding = _classed(Finding(check, share, "percent", n), step, strong, "")
    if count:
        finding.next_step = f"{advice.format(count=count)}{_small(finding)}"
    return finding


def _small(finding: Finding) -> str:
    return f" (Hanya {finding.n} data: mutunya belum dapat dinilai.)" if finding.klass == "too_few" else ""


def missing(part: Part) -> Iterator[Finding]:
    """Share of rows without sex, age, weight or height, and cells that hold something that is no value."""
    everything = np.ones(len(part.sex), dtype=bool)
    wants = {
        "sex": (part.sex == 0, "jenis kelamin"),
        "age": (np.isnan(part.age_days), "tanggal lahir atau tanggal ukur"),
        "weight": (np.isnan(part.weight), "berat badan"),
        "height": (np.isnan(part.height), "panjang/tinggi badan"),
        "muac": (np.isnan(part.muac), "LiLA"),
    }
    for name, (blank, word) in wants.items():
        if name in part.present:
            advice = f"Lengkapi {word} {{count}} anak."
            yield _counted(f"missing_{name}", blank, everything, facts.limit("missing_percent"), advice)
    for column, cells in part.unreadable.items():
        if cells.any():
            advice = f"Betulkan {{count}} isian kolom {column} yang tidak terbaca."
            yield _counted(f"unreadable_{column}", cells, everything, facts.limit("missing_percent"), advice)


def flags(part: Part) -> Iterator[Finding]:
    """Share of z outside the WHO limits, and more than 3 from the observed mean (SMART)."""
    remeasure = "Ukur ulang {count} anak (daftar terlampir); periksa juga tanggal lahir dan jenis kelaminnya."
    for index, z in part.z.items():
        known = np.isfinite(z)
        yield _counted(f"who_flag_{index}", part.outside[index], known, facts.limit("who_flag_percent"), remeasure)
        n, far = int(known.sum()), digits.smart_flags(z, part.outside[index])
        finding = Finding(f"smart_flag_{index}", None, "percent", n, klass="no_data", next_step=NO_DATA)
        if n:
            count = int(far.sum())
            finding = Finding(f"smart_flag_{index}", 100 * count / n, "percent", n)
            if index == "whz":
                strong = 100 * float(digits.binomial_interval(count, n)[0]) > 7.5
                finding = _scored(finding, 100 * count / n, strong, "")
            if count:
                finding.next_step = (
                    f"Ukur ulang {count} anak yang jauh dari rata-rata (daftar terlampir); "
                    f"jangan buang: di antaranya bisa ada yang benar-benar gizi buruk.{_small(finding)}"
                )
        yield finding


def spreads(part: Part) -> Iterator[Finding]:
    """SD of z without WHO flags (HAZ is not held to the limits of WHZ); SMART's SD, skewness, kurtosis of WHZ."""
    for index, z in part.z.items():
        shape = digits.spread(np.where(part.outside[index], np.nan, z))
        if shape is None or shape.sd is None:
            yield Finding(f"sd_{index}", None, "sd", shape.n if shape else 0, klass="no_data", next_step=NO_DATA)
            continue
        finding = Finding(f"sd_{index}", shape.sd, "sd", shape.n)
        if index == "whz":
            step = smart_step("sd_whz", shape.sd)
            yield _classed(finding, step, _sd_is_off(shape.sd, shape.n), _sd_advice(shape.sd))
        else:
            low, high = facts.sd_haz_seen()
            finding.next_step = (
                f"Tidak dinilai dengan batas BB/TB; survei nasional umumnya {number(low, 2)}–{number(high, 2)}."
                if index == "haz"
                else "Tidak dinilai: batas SMART hanya berlaku untuk BB/TB."
            )
            yield finding
    if "whz" in part.z:
        yield from _smart_shape(part)


def _smart_shape(part: Part) -> Iterator[Finding]:
    whz = part.z["whz"]
    shape = digits.spread(np.where(digits.smart_flags(whz, part.outside["whz"]), np.nan, whz))
    n = shape.n if shape else 0
    for check, value in (
        ("sd_whz_smart", shape.sd if shape else None),
        ("skew_whz", shape.skew if shape else None),
        ("kurtosis_whz", shape.kurtosis if shape else None),
    ):
        if value is None:
            yield Finding(check, None, "", n, klass="no_data", next_step=NO_DATA)
        elif check == "sd_whz_smart":
            step = smart_step("sd_whz", value)
            penalty = facts.smart()["checks"]["sd_whz"]["penalties"][step]
            strong = _sd_is_off(value, n)
            yield _classed(Finding(check, value, "sd", n), step, strong, _sd_advice(value), penalty)
        else:
            advice = "Sebaran BB/TB tidak simetris atau berekor: periksa apakah wilayah, tim, atau umur tercampur."
            error = np.sqrt((6 if check == "skew_whz" else 24) / n)  # standard error in a normal sample
            advice = advice if abs(value) > 2 * error else BY_CHANCE
            yield _scored(Finding(check, value, "", n), value, False, advice)


def _sd_is_off(sd: float, n: int) -> bool:
    low, high = digits.sd_interval(sd, n)
    return high < 0.8 or low > 1.2


def _sd_advice(sd: float) -> str:
    if sd > 1:
        return "Sebaran BB/TB terlalu lebar: uji ulang cara ukur (standardisasi) dan alat pengukur kelompok ini."
    return "Sebaran BB/TB terlalu sempit: periksa apakah nilai disalin, ditaksir, atau yang ekstrem dibuang."


def last_digits(part: Part) -> Iterator[Finding]:
    """Digit preference of weight, height and MUAC, at one decimal."""
    for name, values, what, unit in (
        ("weight", part.weight, "berat", "kg"),
        ("height", part.height, "panjang/tinggi", "cm"),
        ("muac", part.muac, "LiLA", "cm"),
    ):
        if name not in part.present:
            continue
        found = digits.last_digits(values)
        if found is None:
            yield Finding(f"digits_{name}", None, "score", 0, klass="no_data", next_step=NO_DATA)
            continue
        rounded = 100 * (found.counts[0] + found.counts[5]) / found.n
        advice = (
            f"Latih ulang membaca sampai 0,1 {unit} dan ukur ulang 10 anak: {number(rounded, 0)} % {what} berakhir "
            f",0 atau ,5 (wajarnya 20 %)."
        )
        finding = Finding(f"digits_{name}", found.score, "score", found.n, p=found.p)
        yield _scored(finding, found.score, found.p < 0.001, advice if found.p <= 0.05 else BY_CHANCE)


def ages(part: Part) -> Iterator[Finding]:
    """Heaped ages (12 and 6 months), age bands, age ratio; ages 6-59 months."""
    if "age" not in part.present:
        return
    for modulus in (12, 6):
        found = digits.age_heaps(part.age_days, modulus)
        check = f"age_heaping_{modulus}"
        if found is None:
            yield Finding(check, None, "score", 0, klass="no_data", next_step=NO_DATA)
            continue
        finding = Finding(check, found.score, "score", found.n, p=found.p)
        heap = found.counts[0]
        advice = (
            f"{heap} dari {found.n} umur jatuh tepat di kelipatan {modulus} bulan (wajarnya {found.n // modulus}): "
            "ambil tanggal lahir dari akta atau buku KIA."
        )
        step = smart_step("digits_weight", found.score) if found.p <= 0.05 else 0
        yield _classed(finding, step, found.p < 0.001, advice)
    bands = digits.age_bands(part.age_days)
    if bands is not None:
        step = smart_step("age_ratio", bands.p)
        yield _classed(
            Finding("age_bands", bands.score, "score", bands.n, p=bands.p),
            step,
            bands.p < 0.001,
            "Susunan umur tidak seperti penduduk balita: cari kelompok umur yang tidak terjaring "
            f"(6–17, 18–29, 30–41, 42–53, 54–59 bulan: {', '.join(map(str, bands.counts))} anak).",
        )
    rule = facts.smart()["age_ratio_months"]
    months = np.floor(part.age_days / digits.DAYS_A_MONTH)
    young = int(np.count_nonzero((months >= rule["from"]) & (months < rule["split"])))
    old = int(np.count_nonzero((months >= rule["split"]) & (months < rule["below"])))
    advice = f"{young} anak di bawah 30 bulan dan {old} di atasnya: cari yang tidak terjaring, periksa tanggal lahir."
    yield _ratio("age_ratio", digits.ratio(young, old, facts.smart()["expected_age_ratio"]), advice)


def sexes(part: Part) -> Iterator[Finding]:
    """Boys to girls."""
    if "sex" in part.present:
        boys, girls = int(np.count_nonzero(part.sex == 1)), int(np.count_nonzero(part.sex == 2))
        share = number(100 * boys / max(boys + girls, 1), 0)
        scarce = "perempuan" if boys > girls else "laki-laki"
        advice = (
            f"{boys} laki-laki dan {girls} perempuan ({share} % laki-laki): cari anak {scarce} yang tidak terjaring."
        )
        yield _ratio("sex_ratio", digits.ratio(boys, girls), advice)


def _ratio(check: str, found: digits.Ratio | None, advice: str) -> Finding:
    if found is None:
        return Finding(check, None, "ratio", 0, klass="no_data", next_step=NO_DATA)
    finding = Finding(check, found.value, "ratio", found.first + found.second, p=found.p)
    return _scored(finding, found.p, found.p <= 0.001, advice)


def repeats(part: Part) -> Iterator[Finding]:
    """Double rows, children who shrink, values carried forward, measurements copied from child to child."""
    advice = {
        "duplicates": "Periksa lalu gabungkan {count} baris ganda (anak dan tanggal sama).",
        "shrunk": "Ukur ulang {count} anak yang tingginya turun lebih dari 1 cm; salah satu ukurannya keliru.",
        "carried_forward": "Ukur ulang {count} anak: berat dan tingginya sama persis dengan kunjungan sebelumnya.",
        "copied": "Ukur ulang {count} anak yang berat dan tingginya sama persis dengan anak lain.",
    }
    for check, (bad, told) in part.marks.items():
        yield _counted(check, bad, told, facts.limit("repeated_percent"), advice[check])


ALL: tuple[Callable[[Part], Iterator[Finding]], ...] = (missing, flags, spreads, last_digits, ages, sexes, repeats)
