"""How good are the village figures? Simulated districts. Usage: python benchmarks/villages.py [REPLICATES]."""

import sys

import numpy as np

from rembuk.methods.statistics import villages

SCENES = (
    ("coverage 50-98 %", (0.5, 0.98), 0.0),
    ("coverage 20-50 %", (0.2, 0.5), 0.0),
    ("coverage 8-15 %", (0.08, 0.15), 0.0),
    ("coverage 50-98 %, the stunted come at half the odds", (0.5, 0.98), np.log(0.5)),
)


def district(generator, coverage, bias, count=200):
    """Return (cases seen, measured, present, cases) of one simulated district (logit-normal risks, sd .45, assumed)."""
    present = generator.integers(30, 201, count)
    risk = 1 / (1 + np.exp(-(-1.32 + 0.45 * generator.standard_normal(count))))
    cases = generator.binomial(present, risk)
    come = generator.uniform(*coverage, count)
    if bias == 0:
        measured = np.maximum((present * come).astype(int), 1)
        return generator.hypergeometric(cases, present - cases, measured), measured, present, cases
    stunted = 1 / (1 + np.exp(-(np.log(come / (1 - come)) + bias)))
    seen, others = generator.binomial(cases, stunted), generator.binomial(present - cases, come)
    return seen, seen + others, present, cases


def main():
    """Print a row a scene."""
    replicates = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    print("scene | raw RMSE | plain EB | finite population | worst 20 found: raw, finite | 90 % interval covers | "
          "pasti: villages a district, truly | bounds hold")  # fmt: skip
    for name, coverage, bias in SCENES:
        generator = np.random.default_rng(1)
        raw, plain, finite, covered, hits_raw, hits, sure, right, held = ([] for _ in range(9))
        for _ in range(replicates):
            y, n, present, cases = district(generator, coverage, bias)
            found, truth = villages.estimate(y, n, present), cases / present
            guess = np.where(n > 0, found.raw, found.prior.mean)
            raw.append((guess - truth) ** 2)
            plain.append((found.risk - truth) ** 2)
            finite.append((found.share - truth) ** 2)
            covered.append((found.low <= truth + 1e-12) & (truth <= found.high + 1e-12))
            held.append((found.least <= truth + 1e-12) & (truth <= found.most + 1e-12))
            worst = set(np.argsort(-truth, kind="stable")[:20].tolist())
            hits_raw.append(len(worst & set(np.argsort(-guess, kind="stable")[:20].tolist())) / 20)
            hits.append(len(worst & set(np.argsort(-found.share, kind="stable")[:20].tolist())) / 20)
            certain = np.flatnonzero(villages.chance_among_worst(found, 20) >= 0.8).tolist()
            sure.append(len(certain))
            right.append(len(worst & set(certain)))
        rmse = [100 * np.sqrt(np.mean(errors)) for errors in (raw, plain, finite)]
        print(
            f"{name} | {rmse[0]:.2f} | {rmse[1]:.2f} | {rmse[2]:.2f} | {np.mean(hits_raw):.3f}, {np.mean(hits):.3f} | "
            f"{np.mean(covered):.3f} | {np.mean(sure):.1f}, {sum(right) / max(sum(sure), 1):.3f} | {np.mean(held):.3f}"
        )


if __name__ == "__main__":
    main()
