"""Totals, means and proportions of a sample, with the variance of its design (Taylor linearisation).

A design is what the sampler did: strata, clusters (primary sampling units, PSU) within strata, weights. Where a part
is missing, every record is its own cluster, there is one stratum, every weight is 1. A domain (boys, one village) is a
part of the sample: the clusters outside it stay in the variance, with nothing in them, as they must (Cochran 1977,
2.13; R `survey`, Lumley 2004). Checked against R in tests/methods/statistics/test_survey.py.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rembuk.errors import Refused

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

#: What to do with a stratum that holds one cluster only (it shows no variation of its own):
#: ``adjust`` measures it from the grand mean (WHO's choice), ``average`` gives it the mean contribution of the other
#: strata of the domain, ``certainty`` and ``remove`` count it as nothing, ``fail`` refuses.
Lonely = Literal["adjust", "certainty", "average", "remove", "fail"]


@dataclass(frozen=True)
class Design:
    """How n records were sampled.

    ``weight`` (n,) ≥ 0; ``cluster`` (n,) the record's PSU, 0…P-1, nested in strata; ``stratum_of`` (P,) each PSU's
    stratum, 0…H-1; ``clusters_in`` (H,) how many PSUs a stratum has; ``strata`` (H,) the strata's names;
    ``clustered`` is False where every record stands for itself.
    """

    weight: Floats
    cluster: Integers
    stratum_of: Integers
    clusters_in: Integers
    strata: NDArray
    clustered: bool

    @classmethod
    def of(
        cls,
        records: int,
        weight: ArrayLike | None = None,
        cluster: ArrayLike | None = None,
        stratum: ArrayLike | None = None,
    ) -> Design:
        """Build the design of ``records`` records; equal cluster names in two strata are two clusters.

        Raises ``ValueError`` for a weight that is negative, infinite or missing: the caller decides what such a
        record means (``prevalence`` leaves it out and says so).
        """
        weights = np.ones(records) if weight is None else np.asarray(weight, dtype=np.float64)
        if weights.shape != (records,) or not np.all(np.isfinite(weights)) or np.any(weights < 0):
            raise ValueError("weights must be one finite number >= 0 a record")
        names, stratum_code = (
            (np.array([""]), np.zeros(records, dtype=np.intp))
            if stratum is None
            else np.unique(np.asarray(stratum), return_inverse=True)
        )
        if cluster is None:
            psu, stratum_of = np.arange(records, dtype=np.intp), stratum_code.astype(np.intp)
        else:
            _, code = np.unique(np.asarray(cluster), return_inverse=True)
            pairs = stratum_code * (int(code.max(initial=-1)) + 1) + code
            _, first, psu = np.unique(pairs, return_index=True, return_inverse=True)
            stratum_of = stratum_code[first].astype(np.intp)
        return cls(
            weight=weights,
            cluster=psu.astype(np.intp),
            stratum_of=stratum_of,
            clusters_in=np.bincount(stratum_of, minlength=len(names)).astype(np.intp),
            strata=names,
            clustered=cluster is not None,
        )

    @property
    def df(self) -> int:
        """Degrees of freedom of the full design: clusters - strata."""
        return len(self.stratum_of) - int(np.count_nonzero(self.clusters_in))


@dataclass(frozen=True)
class Estimates:
    """One row a domain, G of them. Where a domain holds nothing that can be measured the figures are NaN.

    ``n`` records used; ``weighted_n`` the sum of their weights; ``estimate``; ``se`` its standard error; ``clusters``
    PSUs with used records; ``df`` of the full design; ``df_domain`` clusters - strata of the domain itself (smaller,
    more cautious); ``deff`` the design effect against a simple random sample of the same size.
    """

    n: Integers
    weighted_n: Floats
    estimate: Floats
    se: Floats
    clusters: Integers
    df: int
    df_domain: Integers
    deff: Floats


def means(
    design: Design,
    values: ArrayLike,
    domain: ArrayLike | None = None,
    domains: int | None = None,
    lonely: Lonely = "adjust",
) -> Estimates:
    """Return the weighted mean of ``values`` (n,) in each domain; for 0/1 values that is the proportion.

    ``values``: NaN = missing, left out. ``domain``: a number 0…G-1 a record, -1 = in none; missing = all in one.
    """
    y, code, groups = _shaped(design, values, domain, domains)
    used = ~np.isnan(y) & (code >= 0)
    where = np.where(used, code, 0)
    weight = np.where(used, design.weight, 0.0)
    filled = np.where(used, y, 0.0)
    n = _sums(where, used, groups).astype(np.intp)
    weight_sum = _sums(where, weight, groups)
    with np.errstate(all="ignore"):  # an empty domain is 0/0, which is NaN here: unknown
        mean = np.where(weight_sum > 0, _sums(where, weight * filled, groups) / weight_sum, np.nan)
        centred = np.where(used, filled - mean[where], 0.0)
        linear = np.where(used, weight * centred / weight_sum[where], 0.0)
        variance, clusters, df_domain = _variance(design, np.nan_to_num(linear), where, used, groups, lonely)
        spread = _sums(where, np.nan_to_num(weight * centred**2), groups) / weight_sum
        simple = spread / (n - 1) * (1 - n / weight_sum if design.weight.sum() > len(y) else 1.0)
        deff = np.where((n > 1) & (simple > 0), variance / simple, np.nan)
    defined = ~np.isnan(mean)
    return Estimates(
        n=n,
        weighted_n=weight_sum,
        estimate=mean,
        se=np.where(defined, np.sqrt(variance), np.nan),
        clusters=clusters,
        df=design.df,
        df_domain=df_domain,
        deff=deff,
    )


def totals(
    design: Design,
    values: ArrayLike,
    domain: ArrayLike | None = None,
    domains: int | None = None,
    lonely: Lonely = "adjust",
) -> Estimates:
    """Return the weighted total of ``values`` in each domain, arguments as in ``means``; ``deff`` is not given."""
    y, code, groups = _shaped(design, values, domain, domains)
    used = ~np.isnan(y) & (code >= 0)
    where = np.where(used, code, 0)
    linear = np.where(used, design.weight * np.where(used, y, 0.0), 0.0)
    variance, clusters, df_domain = _variance(design, linear, where, used, groups, lonely)
    n = _sums(where, used, groups).astype(np.intp)
    return Estimates(
        n=n,
        weighted_n=_sums(where, np.where(used, design.weight, 0.0), groups),
        estimate=np.where(n > 0, _sums(where, linear, groups), np.nan),
        se=np.where(n > 0, np.sqrt(variance), np.nan),
        clusters=clusters,
        df=design.df,
        df_domain=df_domain,
        deff=np.full(groups, np.nan),
    )


def linear_interval(estimate: ArrayLike, se: ArrayLike, df: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return estimate ± t·se; NaN where df < 1."""
    t = _t_quantile(df, level)
    middle, error = np.asarray(estimate, dtype=np.float64), np.asarray(se, dtype=np.float64)
    return middle - t * error, middle + t * error


def logit_interval(proportion: ArrayLike, se: ArrayLike, df: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the limits expit(logit p ± t·se/(p(1-p))) of proportions (0…1); [0, 0] at 0, [1, 1] at 1 as R prints."""
    t = _t_quantile(df, level)
    p = np.asarray(proportion, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        inner = (p > 0) & (p < 1)
        odds = np.log(p) - np.log1p(-p)
        half = t * np.asarray(se, dtype=np.float64) / (p * (1 - p))
        low = 1 / (1 + np.exp(half - odds))
        high = 1 / (1 + np.exp(-half - odds))
    known = ~np.isnan(t)
    edge = np.where((p == 0) | (p == 1), p, np.nan)
    return (
        np.where(inner, low, np.where(known, edge, np.nan)),
        np.where(inner, high, np.where(known, edge, np.nan)),
    )


def _sums(where: Integers, weights: ArrayLike, groups: int) -> Floats:
    """Return Σ weights by group (float64 also where there is nothing to add)."""
    return np.bincount(where, weights=np.asarray(weights), minlength=groups).astype(np.float64)


def _t_quantile(df: ArrayLike, level: float) -> Floats:
    from scipy.special import stdtrit

    freedom = np.asarray(df, dtype=np.float64)
    with np.errstate(invalid="ignore"):
        quantile: Floats = np.where(freedom >= 1, stdtrit(np.maximum(freedom, 1.0), 0.5 + level / 2), np.nan)
    return quantile


def _shaped(
    design: Design, values: ArrayLike, domain: ArrayLike | None, domains: int | None
) -> tuple[Floats, Integers, int]:
    y = np.asarray(values, dtype=np.float64)
    if y.shape != design.weight.shape:
        raise ValueError(f"{len(y)} values for a design of {len(design.weight)} records")
    code = np.zeros(len(y), dtype=np.intp) if domain is None else np.asarray(domain, dtype=np.intp)
    groups = domains if domains is not None else (1 if domain is None else int(code.max(initial=-1)) + 1)
    return y, code, groups


def _variance(
    design: Design, linear: Floats, where: Integers, used: NDArray[np.bool_], groups: int, lonely: Lonely
) -> tuple[Floats, Integers, Integers]:
    """Return each domain's variance of Σ linear, its PSUs and its own degrees of freedom.

    Only the (domain, PSU) cells that hold records are formed: the many empty ones of a small domain enter as
    (n_h - cells)·mean², so that 440 villages cost one pass.
    """
    clusters, strata = len(design.stratum_of), len(design.clusters_in)
    cells, cell = np.unique(where[used] * clusters + design.cluster[used], return_inverse=True)
    total = _sums(cell, linear[used], len(cells))
    group, psu = np.divmod(cells, max(clusters, 1))
    parts, part = np.unique(group * strata + design.stratum_of[psu], return_inverse=True)
    part_group, stratum = np.divmod(parts, max(strata, 1))
    size = design.clusters_in[stratum].astype(np.float64)
    present = np.bincount(part, minlength=len(parts))
    alone = size == 1
    centre = _sums(part, total, len(parts)) / size
    if lonely == "fail" and alone.any():
        name = design.strata[stratum[alone][0]]
        raise Refused(
            "lonely-cluster",
            f"Strata «{name}» hanya berisi satu klaster, sehingga ragamnya tidak dapat dihitung.",
            "Gabungkan strata itu dengan tetangganya, atau pilih aturan lain (adjust, average, certainty, remove).",
        )
    grand = _sums(group, total, groups) / max(clusters, 1)
    centre = np.where(alone, grand[part_group], centre)
    squares = _sums(part, (total - centre[part]) ** 2, len(parts))
    squares += np.where(alone, 0.0, (size - present) * centre**2)
    share = np.where(alone, squares, squares * size / np.maximum(size - 1, 1))
    if lonely in {"certainty", "remove"}:
        share = np.where(alone, 0.0, share)
    elif lonely == "average":
        several = _sums(part_group, ~alone, groups)
        with np.errstate(invalid="ignore"):  # a domain of lonely strata only has nothing to average: unknown, as in R
            mean = _sums(part_group, np.where(alone, 0.0, share), groups) / several
        share = np.where(alone, mean[part_group], share)
    psus = np.bincount(group, minlength=groups).astype(np.intp)
    own_df = psus - np.bincount(part_group, minlength=groups)
    return _sums(part_group, share, groups), psus, own_df.astype(np.intp)
