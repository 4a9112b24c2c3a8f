"""The shape of the network between organisations: one centre or many, within fields or across, who is in the core.

Sitting together in a plenary is left out: presence is not yet cooperation. The roster is all organisations given.
"""

from __future__ import annotations

from rembuk.methods.collaboration import network as net
from rembuk.methods.collaboration.brokerage import brokerage
from rembuk.methods.collaboration.core_periphery import FIT_OF_A_CORE, core_periphery
from rembuk.methods.collaboration.rows import Period, Rows
from rembuk.methods.collaboration.traces.figures import Figures, decimal, figure, shape, share

PLENARY = "pleno"
ASKING = ("permintaan", "jawaban")
FEWEST_KINDS = 3


def working_network(rows: Rows, period: Period) -> net.Network:
    """Return the network of all ties but the plenary's."""
    return net.network_of(
        [tie for tie in rows.ties or () if tie.kind != PLENARY], sorted(rows.by_id), period.start, period.end
    )


def reciprocity(rows: Rows, period: Period) -> Figures:
    """T26: mutual pairs among tied pairs in requests and answers (dyads), and answered arcs among arcs."""
    asking = net.network_of(rows.ties or (), sorted(rows.by_id), period.start, period.end, ASKING)
    return (
        shape("T26", asking, net.reciprocity_dyad, 0, note="Cara pasangan."),
        shape("T26", asking, net.reciprocity_arc, 0, "cara panah"),
    )


def density(rows: Rows, period: Period) -> Figures:
    """T27: ties of those possible."""
    return (shape("T27", working_network(rows, period), net.density, 0),)


def centralisation(rows: Rows, period: Period) -> Figures:
    """T28: Freeman's degree centralisation with the secretariat and without it."""
    network = working_network(rows, period)
    desk = sorted(o.id for o in rows.by_id.values() if o.secretariat)
    whole = shape("T28", network, net.degree_centralisation, 0, lists={"sekretariat": desk})
    if not desk:
        without = figure("T28", None, None, network.n, "tanpa sekretariat", "Sekretariat belum ditandai.")
    else:
        without = shape("T28", network.without(desk), net.degree_centralisation, 0, "tanpa sekretariat")
    return whole, without


def across_fields(rows: Rows, period: Period) -> Figures:
    """T29: ties across the team's work fields (E-I), with what chance would give; without a field = left out, named."""
    field_of = {o.id: o.field for o in rows.by_id.values() if o.field}
    nowhere = sorted(set(rows.by_id) - set(field_of))
    network = working_network(rows, period).only(field_of)

    def index(drawn: net.Network) -> float | None:
        return net.external_internal(drawn, [field_of[name] for name in drawn.names], permutations=1).index

    found = net.external_internal(network, [field_of[name] for name in network.names])
    lists = {"tanpa bidang": nowhere}
    note = "Hubungan lintas bidang; kehadiran pleno tidak dihitung."
    if found.index is None or found.expected is None or found.p is None:
        return (figure("T29", None, None, network.n, note=f"{note} Belum ada hubungan tercatat.", lists=lists),)
    text = f"{note} Bila kebetulan saja {decimal(found.expected)}; p permutasi {decimal(found.p, 3)}."
    return (
        shape("T29", network, index, -1, note=text, lists=lists),
        figure("T29", found.expected, None, network.n, "nilai harapan"),
        figure("T29", found.p, None, network.n, "p permutasi"),
    )


def brokerage_share(rows: Rows, period: Period) -> Figures:
    """T30: share of all open brokerage that lies with one organisation (which one is not said here)."""
    network = working_network(rows, period)
    sectors = {o.id: o.sector for o in rows.by_id.values()}
    return (
        shape("T30", network, lambda drawn: brokerage(drawn, [sectors[name] for name in drawn.names]).top_share(), 0),
    )


def core_standing(rows: Rows, period: Period) -> Figures:
    """T31: non-state organisations among those in the core; only where there is a core (fit above 0.5)."""
    network = working_network(rows, period)
    found = core_periphery(network)
    if found.correlation is None or not found.has_core or found.core is None:
        fit = "" if found.correlation is None else f" (kecocokan {decimal(found.correlation)})"
        several = found.correlation is not None and found.correlation >= FIT_OF_A_CORE
        why = "beberapa pembagian sama baiknya" if several else "tidak ada inti"
        return (figure("T31", None, None, network.n, note=f"Inti tidak jelas: {why}{fit}."),)
    non_state = [name for name in found.core if rows.standing(name) == "nonnegara"]
    of_core = share("T31", non_state, found.core, min_n=1)
    note = f"Inti: {len(found.core)} lembaga, kecocokan {decimal(found.correlation)}."
    limits = (of_core.low, of_core.high) if of_core.low is not None and of_core.high is not None else None
    return (figure("T31", of_core.value, limits, network.n, note=note, lists={"inti": found.core}),)


def multiplexity(rows: Rows, period: Period) -> Figures:
    """T32: kinds of ties per tied pair; needs three kinds recorded."""
    network = working_network(rows, period)
    alive = [t for t in rows.ties or () if t.kind != PLENARY]
    roster = sorted(rows.by_id)
    layers = {k: net.network_of(alive, roster, period.start, period.end, [k]) for k in sorted({t.kind for t in alive})}
    used = {kind: layer for kind, layer in layers.items() if len(layer.pairs)}
    if len(used) < FEWEST_KINDS:
        note = f"Baru {len(used)} jenis hubungan yang dicatat; perlu sedikitnya {FEWEST_KINDS}."
        return (figure("T32", None, None, network.n, note=note),)
    return (figure("T32", net.multiplexity(network, list(used.values())), None, network.n),)
