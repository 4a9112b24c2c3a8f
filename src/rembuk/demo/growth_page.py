"""Growth charts of some children of the made-up district as one page that needs nothing else and prints well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rembuk.charts.axes import long_date, number, whole
from rembuk.charts.growth_chart import growth_chart
from rembuk.charts.growth_lines import PICTURES, Kind, Sex
from rembuk.charts.growth_visits import Position, Visit, growth_table, kinds_for
from rembuk.charts.svg import element, text_of
from rembuk.demo.places import REGENCY_NAME
from rembuk.demo.sizes import LAST_DAY
from rembuk.demo.weighing import Weighings
from rembuk.demo.world import World
from rembuk.methods.growth.categories import CATEGORY_WORDS

_CHARTS_SHOWN: tuple[Kind, ...] = ("waz", "haz", "wlz", "whz")
_POSITIONS: tuple[Position, Position, Position] = ("", "lying", "standing")

_STYLE = """
:root { --ink: #1d2a2c; --quiet: #55646a; --accent: #0b5a5e; --rule: #c9d2d4; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 62rem; padding: 1.5rem 1rem 4rem; color: var(--ink); background: #fff;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 .5rem; }
h2 { font-size: 1.3rem; margin: 3rem 0 .25rem; padding-top: 1rem; border-top: 3px solid var(--accent); }
p { max-width: 70ch; margin: .5rem 0; }
.quiet { color: var(--quiet); }
a { color: var(--accent); }
svg { display: block; width: 100%; height: auto; margin: 1rem 0 .25rem; }
.growth-chart-wide { max-width: 960px; } .growth-chart-narrow { max-width: 440px; display: none; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--quiet); padding: .5rem 0; }
th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
th { font-weight: 600; } td.n, th.n { text-align: right; }
section td { white-space: nowrap; } section td:last-child { white-space: normal; }
details { margin: 1rem 0 1.5rem; } summary { color: var(--accent); padding: .4rem 0; cursor: pointer; }
@media (max-width: 640px) { .growth-chart-wide { display: none; } .growth-chart-narrow { display: block; } }
@media print {
  @page { size: A4; margin: 16mm; }
  body { max-width: none; padding: 0; font-size: 10.5pt; }
  h2 { break-before: page; border-top-color: #000; margin-top: 0; padding-top: 4mm; }
  svg { break-inside: avoid; filter: grayscale(1); } details > summary { display: none; }
  details::details-content { content-visibility: visible; }
  .scroll { overflow: visible; } table { font-size: 8.5pt; } th, td { padding: .12rem .3rem .12rem 0; }
  .growth-chart-wide { display: block; max-height: 104mm; margin: 2mm 0; } .growth-chart-narrow { display: none; }
}
"""


def growth_page(world: World, scored: pa.Table) -> str:
    """Return the page: what the register says of the last three months, then a few children with charts and tables."""
    chosen = chosen_children(world)
    links = "".join(
        element("li", element("a", text_of(f"{name}: {why}"), href=f"#anak-{child + 1}"))
        for child, why in chosen
        for name in [str(world.children.name[child])]
    )
    return "".join(
        [
            '<!doctype html><html lang="id"><head><meta charset="utf-8">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            element("title", f"Grafik pertumbuhan · {REGENCY_NAME}"),
            element("style", _STYLE),
            "</head><body><main>",
            element("h1", f"Bagaimana anak-anak {REGENCY_NAME} tumbuh?"),
            element(
                "p", "Kabupaten ini rekaan: tempat, orang, dan angkanya dibuat oleh program; tidak ada yang nyata."
            ),
            _summary(world, scored),
            element("p", f"{len(chosen)} anak dengan cerita yang berbeda:"),
            element("ul", links),
            *(_child(world, child, why) for child, why in chosen),
            "</main></body></html>\n",
        ]
    )


def chosen_children(world: World) -> list[tuple[int, str]]:
    """Return some children and what is to be seen in their charts, each child once."""
    w, children = world.weighings, world.children
    visits = np.bincount(w.child, minlength=len(children))
    age = (LAST_DAY - children.born).astype(np.int64)
    height = world.ways.height
    slipped = np.bincount(w.child[w.mended], minlength=len(children)) > 0
    wrong = np.bincount(w.child[(w.typed_weight > 2 * w.weight) & ~w.mended], minlength=len(children)) > 0
    moved = world.families.next_posyandu[children.family] != world.families.posyandu[children.family]
    wanted = [
        ("tumbuh seperti kebanyakan anak", (age < 1000) & (np.abs(height + 0.4) < 0.2), visits),
        ("pendek sejak tahun pertama", (age > 800) & (age < 1500) & (height < -2.2), visits),
        ("sangat pendek, masih di bawah dua tahun", (age < 700) & (height < -2.6), visits),
        ("salah ketik yang sudah dibetulkan", slipped & (age < 1500), visits),
        ("angka yang mustahil dan belum dibetulkan", wrong & (age < 1500), visits),
        ("pindah desa di tengah jalan", moved & (age < 1500), visits),
        ("anak kembar", children.twin & (age < 1500), visits),
        ("bayi", age < 170, visits),
        ("jarang datang ke posyandu", (age > 900) & (age < 1500) & (visits >= 3), -visits),
    ]
    chosen: dict[int, str] = {}
    for why, among, rank in wanted:
        free = [int(i) for i in np.flatnonzero(among & (visits > 2)) if int(i) not in chosen]
        if free:
            chosen[max(free, key=lambda i: (int(rank[i]), -i))] = why
    return list(chosen.items())


def visits_of(world: World, child: int) -> list[Visit]:
    """Return the visits of one child as the register holds them, mended slips with their old values."""
    w = world.weighings.where(np.flatnonzero(world.weighings.child == child))
    visits = []
    for i in range(len(w)):
        if w.mended[i]:
            visits.append(_visit(w, i, w.typed_weight, w.typed_length, replaced=True))
            visits.append(_visit(w, i, w.weight, w.length))
        else:
            visits.append(_visit(w, i, w.typed_weight, w.typed_length))
    return visits


def _visit(w: Weighings, i: int, weight: np.ndarray, length: np.ndarray, *, replaced: bool = False) -> Visit:
    day: date = w.day[i].item()
    return Visit(
        age_days=int(w.age_days[i]),
        weight_kg=float(weight[i]),
        length_height_cm=None if np.isnan(length[i]) else float(length[i]),
        position=_POSITIONS[int(w.position[i])],
        measured_on=day,
        replaced=replaced,
    )


def _summary(world: World, scored: pa.Table) -> str:
    """Return the counts of the register by category, with what they are counted from."""
    age = (LAST_DAY - world.children.born).astype(np.int64)
    registered = int(((age >= 0) & (age <= 1826)).sum())
    until = long_date(LAST_DAY.item())
    rows = []
    for heading, column in (("BB/U", "bb_u"), ("PB/U – TB/U", "tb_u"), ("BB/PB – BB/TB", "bb_tb")):
        counted = {item["values"].as_py(): item["counts"].as_py() for item in pc.value_counts(scored.column(column))}
        known = sum(count for word, count in counted.items() if word)
        for word in CATEGORY_WORDS[column]:
            count = counted.get(word, 0)
            share = f"{number(100 * count / known, 1)} %" if known else ""
            rows.append((heading, word, whole(count), whole(known), share))
    head = _row(("Indeks", "Golongan (Permenkes 2/2020)", "Anak", "dari", "Bagian"), "th")
    body = "".join(_row(row, "td") for row in rows)
    caption = (
        f"Pengukuran terakhir tiap anak, Agustus sampai {until}: {whole(scored.num_rows)} dari {whole(registered)} "
        "balita terdaftar. Ini register, bukan survei: anak yang tidak datang tidak terhitung."
    )
    table = element("table", element("caption", caption), element("thead", head), element("tbody", body))
    return element("div", table, class_="scroll")


def _row(cells: Sequence[str], tag: str) -> str:
    numbers = {2, 3, 4}
    return element("tr", *(element(tag, text_of(c), class_="n" if i in numbers else None) for i, c in enumerate(cells)))


def _child(world: World, child: int, why: str) -> str:
    children, families = world.children, world.families
    family = int(children.family[child])
    sex: Sex = "f" if children.female[child] else "m"
    name = str(children.name[child])
    visits = visits_of(world, child)
    posyandu = int(np.where(families.moved_on[family] <= LAST_DAY, families.next_posyandu, families.posyandu)[family])
    village = int(world.places.village_on(np.array([posyandu]), np.array([LAST_DAY]))[0])
    about = (
        f"{'Perempuan' if sex == 'f' else 'Laki-laki'}, lahir {long_date(children.born[child].item())}, "
        f"ibu {families.mother[family]}. Posyandu {world.places.posyandu_names[posyandu]}, "
        f"{world.places.village_names[village]}. {why[0].upper()}{why[1:]}."
    )
    parts = [element("h2", text_of(name), id=f"anak-{child + 1}"), element("p", text_of(about), class_="quiet")]
    for kind in [k for k in kinds_for(visits) if k in _CHARTS_SHOWN]:
        parts += [growth_chart(visits, kind=kind, sex=sex, who=name, shape="wide")]
        parts += [growth_chart(visits, kind=kind, sex=sex, who=name, shape="narrow")]
    return element("section", *parts, _table_behind(visits, sex))


def _table_behind(visits: Sequence[Visit], sex: Sex) -> str:
    """Return the one table behind the charts of a child: what was measured, and the z of each chart."""
    tables = {kind: growth_table(visits, kind=kind, sex=sex) for kind in _CHARTS_SHOWN}
    z_columns = {kind: f"z {PICTURES[kind].short}" for kind in _CHARTS_SHOWN}
    measured = [name for name in tables["waz"][0] if name in ("Tanggal", "Umur", "Berat (kg)")]
    measured += [name for name in tables["waz"][0] if name in ("Panjang/tinggi (cm)", "Cara ukur")]
    rows = []
    for number_of_row, row in enumerate(tables["waz"]):
        here = {kind: table[number_of_row] for kind, table in tables.items()}
        doubts = [
            f"{PICTURES[k].short}: {one['Catatan']}" for k, one in here.items() if one[z_columns[k]] and one["Catatan"]
        ]
        rows.append(
            [row[name] for name in measured] + [one[z_columns[k]] for k, one in here.items()] + ["; ".join(doubts)]
        )
    names = [*measured, *z_columns.values(), "Catatan"]
    head = element("tr", *(element("th", text_of(name), scope="col") for name in names))
    body = "".join(element("tr", *(element("td", text_of(cell)) for cell in row)) for row in rows)
    table = element("table", element("thead", head), element("tbody", body))
    words = f"Tabel di balik grafik ({len(rows)} pengukuran)"
    return element("details", element("summary", words), element("div", table, class_="scroll"), open="")
