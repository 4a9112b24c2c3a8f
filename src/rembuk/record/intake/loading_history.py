"""The job that takes in the past of e-PPGBM as one table, in the columns of ``sources read``.

A district that begins with Rembuk has years behind it: millions of lines that go in column by column instead of row by
row. Who is who is decided once for all lines that say the same, by the same rules as in a delivery; the decisions are
kept with the delivery, so that a killed load goes on where it stood, and nothing counts before all of it is there.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from rembuk.formats import tables
from rembuk.methods.linkage.cautious import Register
from rembuk.record.children import history
from rembuk.record.children.derive import month_of
from rembuk.record.children.models import Child
from rembuk.record.children.rules import Identity, follow
from rembuk.record.core import store
from rembuk.record.core.errors import Refused
from rembuk.record.core.identity import uuid7
from rembuk.record.core.jobs import Progress
from rembuk.record.core.transactions import trusted_reading, writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.distinct import codes, distinct
from rembuk.record.intake.finding_places import Place
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.intake.monthly import EPPGBM
from rembuk.record.intake.preparing import PERSON_WORDS, SERVICES, identities, identity_digest, key_of
from rembuk.record.intake.taking_in import TWICE, keep_table, known_places, read_table
from rembuk.sources.problems import Problems

CHUNK = 20_000
_NEEDED = ("name", "parent_name", "nik", "sex", "birth_date", "district", "village", "posyandu", "measured_on")
_MEASURES = {"weight_kg": 1000, "length_height_cm": 100, "muac_cm": 100}


def load_history(delivery_id: UUID, progress: Progress) -> str:
    """Load a delivery of the past; safe to run again after a crash at any moment.

    Raises ``Refused`` where the register has children already, or the table is not one of measurings.
    """
    with trusted_reading("load_history"):
        delivery = Delivery.objects.get(pk=delivery_id)
    if delivery.state not in {Delivery.State.RECEIVED, Delivery.State.TAKING_IN}:
        return delivery.message
    viewer = Viewer(delivery.account, delivery.office_id, None, "operator", "data_quality")
    lines = _read(viewer, delivery)
    if not delivery.rows_file:
        delivery = _keep_decisions(viewer, delivery, lines)
    decided = _Decided.of(read_table(delivery.rows_file))
    children, first_row = _children(delivery.id, lines, decided)
    fresh = _first_of_each_day(lines, decided)
    for start in range(delivery.next_row - 1, delivery.rows, CHUNK):
        progress.tell(start, delivery.rows)
        _apply(viewer, delivery.id, slice(start, start + CHUNK), lines, decided, children, first_row, fresh)
    return _finish(viewer, delivery.id, progress)


@dataclass(frozen=True)
class _Lines:
    """The lines as columns; ``who[identity[i]]`` is who line i says the child is (None: cannot be placed)."""

    table: pa.Table
    births: NDArray[np.datetime64]
    days: NDArray[np.datetime64]
    measures: dict[str, NDArray[np.float64]]
    position: list[str]
    weight_gain: list[str]
    who: list[Identity | None]
    identity: NDArray[np.int64]

    @property
    def measured(self) -> NDArray[np.bool_]:
        """Which lines have a day and something measured on it."""
        some = np.any([~np.isnan(values) for values in self.measures.values()], axis=0)
        return np.asarray(some & ~np.isnat(self.days))


@dataclass(frozen=True)
class _Decided:
    """What each line is: of ``ids[child[i]]`` where ``child`` ≥ 0; a question where ``reason`` is not blank."""

    ids: list[UUID]
    child: NDArray[np.int64]
    reason: NDArray[np.str_]

    @staticmethod
    def of(table: pa.Table) -> _Decided:
        """Read the decisions from the rows that are kept with the delivery."""
        column = table.column("child").combine_chunks().dictionary_encode()
        child = column.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        return _Decided([UUID(text) for text in column.dictionary.to_pylist()], child, _array(table.column("reason")))

    @property
    def accepted(self) -> NDArray[np.bool_]:
        """Which lines go into the register."""
        return np.asarray((self.child >= 0) & (self.reason == ""))


def _read(viewer: Viewer, delivery: Delivery) -> _Lines:
    """Read the table; a refusal ends the delivery and is written down."""
    try:
        table = _table(delivery)
        with trusted_reading("load_history"):
            if not delivery.rows_file and Child.objects.exists():
                raise Refused(
                    "register-not-empty",
                    f"{delivery.file_name} tidak dimuat: register sudah berisi anak.",
                    "Riwayat dimuat paling awal; kirim data ini per bulan.",
                )
    except Refused as refused:
        with writing(viewer, "refuse_delivery") as write:
            Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.REFUSED, message=str(refused)[:400])
            write.changed("delivery", delivery.pk, code=refused.code)
        raise
    births, _ = tables.dates(table.column("birth_date"))
    days, _ = tables.dates(table.column("measured_on"))
    blank = [""] * table.num_rows
    who, identity = _who(table, births, days)
    return _Lines(
        table,
        births,
        days,
        {name: _measure(table, name) for name in _MEASURES},
        tables.texts(table.column("position")) if "position" in table.column_names else blank,
        [word[:1] for word in tables.texts(table.column("weight_gain"))]
        if "weight_gain" in table.column_names
        else blank,
        who,
        identity,
    )


def _table(delivery: Delivery) -> pa.Table:
    try:
        table = pq.read_table(io.BytesIO(store.get(delivery.content)))
    except pa.ArrowException:
        raise Refused("not-parquet", f"{delivery.file_name} bukan tabel Parquet yang utuh.") from None
    names = set(table.column_names)
    missing = [name for name in _NEEDED if name not in names]
    if missing or not names & set(_MEASURES):
        what = ", ".join(missing) or "berat, panjang atau lingkar lengan"
        raise Refused("not-a-register", f"{delivery.file_name} tidak berisi kolom {what}.")
    if names & set(SERVICES):
        raise Refused(
            "services-in-history", f"{delivery.file_name} berisi layanan.", "Muat hanya penimbangan dalam riwayat."
        )
    rows = pa.array(np.arange(1, table.num_rows + 1))
    table = table.drop_columns(["row"]) if "row" in names else table
    for name in _MEASURES:
        if name not in names:
            table = table.append_column(name, pa.nulls(table.num_rows, pa.float64()))
    return table.append_column("row", rows)


def _measure(table: pa.Table, name: str) -> NDArray[np.float64]:
    return np.asarray(np.rint(tables.numbers(table.column(name))[0] * _MEASURES[name]))


def _who(
    table: pa.Table, births: NDArray[np.datetime64], days: NDArray[np.datetime64]
) -> tuple[list[Identity | None], NDArray[np.int64]]:
    """Return the different identities in the order in which they first appear, and which one each line has."""
    on = np.where(np.isnat(days), births, days).astype("datetime64[D]")
    month = on.astype("datetime64[M]").astype(np.int64)
    place_of, first = distinct([*(table.column(name) for name in ("district", "village", "posyandu")), pa.array(month)])
    places = known_places()
    words = [tables.texts(table.column(name).take(pa.array(first))) for name in ("district", "village", "posyandu")]
    found = [
        places.find(district, village, posyandu, None if np.isnat(day) else day.astype(object))
        for district, village, posyandu, day in zip(*words, on[first], strict=True)
    ]
    where, _ = distinct([pa.array([f"{place.village} {place.posyandu}" for place in found])])
    people = [table.column(name) for name in (*PERSON_WORDS, "birth_date") if name in table.column_names]
    unborn = days < births  # such a line is held back, and says nothing of who is who
    identity, first = distinct([*people, pa.array(where[place_of]), pa.array(unborn)])
    its_place: list[Place] = [found[i] for i in place_of[first]]
    who = identities(table.take(pa.array(first)), births[first], its_place)
    who = [None if early else one for one, early in zip(who, unborn[first].tolist(), strict=True)]
    # Nothing says that two lines without any name are one child: each stays alone, as in a delivery.
    nameless = np.array([one is not None and not one.name_key and not one.parent_key for one in who], dtype=bool)
    alone = np.flatnonzero(nameless[identity] & (np.arange(len(identity)) != first[identity]))
    more = [who[i] for i in identity[alone].tolist()]
    identity[alone] = len(who) + np.arange(len(alone))
    return who + more, identity


def _keep_decisions(viewer: Viewer, delivery: Delivery, lines: _Lines) -> Delivery:
    """Decide for every line who it is and keep it with the delivery, for a load that goes on later."""
    child, reason = _decide(lines)
    table = lines.table.append_column("child", child).append_column("reason", reason)
    name, no_problems = keep_table(table), keep_table(Problems().table())
    days = np.sort(lines.days[lines.measured]).astype("datetime64[D]")
    with writing(viewer, "read_delivery") as write:
        delivery.state, delivery.rows_file, delivery.rows = Delivery.State.TAKING_IN, name, table.num_rows
        delivery.source, delivery.layout, delivery.problems_file = EPPGBM, "riwayat", no_problems
        if delivery.period is None and len(days):
            delivery.period = month_of(days[-1].astype(object))
        delivery.save()
        write.changed("delivery", delivery.pk, rows=delivery.rows)
    return delivery


def _decide(lines: _Lines) -> tuple[pa.Array, pa.Array]:
    """Return for every line the child's id (null: held back) and why it is asked about (blank: it is not)."""
    register: Register[UUID] = Register()
    ids: list[UUID] = []
    number: dict[UUID, int] = {}
    of_identity = np.full(len(lines.who), -1)
    why = np.full(len(lines.who), "", dtype=object)
    for i, identity in enumerate(lines.who):
        if identity is None:
            continue
        decision = register.decide(key_of(identity))
        child = decision.child or uuid7()
        if decision.child is None:
            register.add(child, key_of(identity))
            number[child] = len(ids)
            ids.append(child)
        of_identity[i] = number[child]
        why[i] = decision.reason if decision.kind == "ask" else ""
    child_of, reason = of_identity[lines.identity], why[lines.identity].astype(str)
    decided = _Decided(ids, child_of, reason)
    reason = np.where(_says_otherwise(lines, decided), TWICE, reason)
    accepted = _Decided(ids, child_of, reason).accepted
    since = _first_rows(len(ids), child_of, accepted)
    child_of[(child_of >= 0) & (np.arange(len(child_of)) < since[child_of])] = -1  # asks about a child not there yet
    texts = pa.array([str(one) for one in ids], pa.string())
    return texts.take(pa.array(child_of, mask=child_of < 0)), pa.array(reason.tolist(), pa.string())


def _says_otherwise(lines: _Lines, decided: _Decided) -> NDArray[np.bool_]:
    """Tell which lines give a child another result on a day than its first line of that day: they may be twins."""
    rows, first = _by_day(lines, decided)
    values = np.column_stack(
        [
            *(np.nan_to_num(lines.measures[name], nan=-1) for name in _MEASURES),
            codes(pa.array(lines.position, pa.string())),
            codes(pa.array(lines.weight_gain, pa.string())),
        ]
    )
    otherwise = np.zeros(len(lines.days), dtype=bool)
    otherwise[rows] = (values[rows] != values[first]).any(axis=1)
    return otherwise


def _first_of_each_day(lines: _Lines, decided: _Decided) -> NDArray[np.bool_]:
    """Tell which accepted lines are measurings to store; a further line of a child's day says the same again."""
    rows, first = _by_day(lines, decided)
    fresh = np.zeros(len(lines.days), dtype=bool)
    fresh[rows] = rows == first
    return fresh


def _by_day(lines: _Lines, decided: _Decided) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the accepted lines with a measuring, and for each the first line of the same child and day."""
    rows = np.flatnonzero(decided.accepted & lines.measured)
    keys = decided.child[rows] * 1_000_000 + lines.days[rows].astype("datetime64[D]").astype(np.int64)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    return rows, rows[first[inverse]]


def _children(delivery: UUID, lines: _Lines, decided: _Decided) -> tuple[list[Child | None], NDArray[np.int64]]:
    """Return the children as they stand after all their lines (rule: ``rules.follow``), and the first line of each."""
    children: list[Child | None] = [None] * len(decided.ids)
    current = [-1] * len(decided.ids)
    rows = np.flatnonzero(decided.accepted)
    for number, identity in zip(decided.child[rows].tolist(), lines.identity[rows].tolist(), strict=True):
        if current[number] == identity:
            continue
        current[number] = identity
        said, child = lines.who[identity], children[number]
        if said is None:
            continue
        if child is None:
            children[number] = history.newcomer(delivery, decided.ids[number], said)
        else:
            follow(child, said, set())
    return children, _first_rows(len(children), decided.child, decided.accepted)


def _first_rows(count: int, child: NDArray[np.int64], accepted: NDArray[np.bool_]) -> NDArray[np.int64]:
    first = np.full(count + 1, len(child))
    rows = np.flatnonzero(accepted)
    np.minimum.at(first, child[rows], rows)
    return first


def _apply(
    viewer: Viewer,
    delivery_id: UUID,
    chunk: slice,
    lines: _Lines,
    decided: _Decided,
    children: Sequence[Child | None],
    first_row: NDArray[np.int64],
    fresh: NDArray[np.bool_],
) -> None:
    """Take one chunk in: its new children, its measurings, its questions, and how far the load is."""
    child, reason = decided.child[chunk], decided.reason[chunk]
    stop = chunk.start + len(child)
    newcomers = [children[i] for i in np.flatnonzero((first_row >= chunk.start) & (first_row < stop)).tolist()]
    past = _past(chunk.start + np.flatnonzero(fresh[chunk]), lines, decided, children)
    asked = chunk.start + np.flatnonzero((child >= 0) & (reason != ""))
    with writing(viewer, "load_history_rows") as write:
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.next_row != chunk.start + 1:
            raise Refused("elsewhere", "Riwayat ini sedang dimuat oleh proses lain.", "Tunggu sampai selesai.")
        history.load(write, delivery_id, [one for one in newcomers if one], past)
        Question.objects.bulk_create(
            [
                Question(
                    delivery_id=delivery_id,
                    row=i + 1,
                    child_id=decided.ids[decided.child[i]],
                    reason=str(decided.reason[i])[:200],
                    identity=identity_digest(key_of(said)),
                )
                for i in asked.tolist()
                if (said := lines.who[lines.identity[i]]) is not None
            ],
            batch_size=500,
        )
        delivery.next_row = stop + 1
        delivery.new_children += len(newcomers)
        delivery.new_measurements += len(past.row)
        delivery.unchanged += int((decided.accepted[chunk] & lines.measured[chunk] & ~fresh[chunk]).sum())
        delivery.questions += len(asked)
        delivery.held_back += int((child < 0).sum())
        delivery.save()
        write.changed(
            "delivery",
            delivery_id,
            rows=[chunk.start + 1, stop],
            new_children=len(newcomers),
            new_measurements=len(past.row),
        )


def _past(rows: NDArray[np.int64], lines: _Lines, decided: _Decided, children: Sequence[Child | None]) -> history.Past:
    said = [one for i in lines.identity[rows].tolist() if (one := lines.who[i]) is not None]
    return history.Past(
        row=rows + 1,
        child=[child for i in decided.child[rows].tolist() if (child := children[i]) is not None],
        area=[identity.area for identity in said],
        posyandu=[identity.posyandu for identity in said],
        day=lines.days[rows].astype("datetime64[D]"),
        weight_g=lines.measures["weight_kg"][rows],
        length_tenth_mm=lines.measures["length_height_cm"][rows],
        muac_tenth_mm=lines.measures["muac_cm"][rows],
        position=[lines.position[i] for i in rows],
        weight_gain=[lines.weight_gain[i] for i in rows],
    )


def _finish(viewer: Viewer, delivery_id: UUID, progress: Progress) -> str:
    """Let the whole past count, and derive everything, in one transaction."""
    with writing(viewer, "end_history") as write:
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        history.publish(write, delivery_id)
        delivery.state = Delivery.State.DONE
        delivery.message = (
            f"{delivery.rows} baris riwayat: {delivery.new_children} anak, {delivery.new_measurements} pengukuran, "
            f"{delivery.questions} pertanyaan, {delivery.held_back} ditahan."
        )
        delivery.save()
        write.changed("delivery", delivery_id, new_measurements=delivery.new_measurements)
    progress.tell(delivery.rows, delivery.rows)
    return delivery.message


def _array(column: pa.ChunkedArray) -> NDArray[np.str_]:
    return np.array(tables.texts(column), dtype=object).astype(str)
