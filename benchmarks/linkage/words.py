"""The words that made-up Indonesian names are drawn from, and how clerks misspell them.

Written from what is known about Indonesian names and registers; nothing here is imported from or by the linkage code.
Both were written by the same people in the same week, though: the gain that the figures show is optimistic.
"""

from __future__ import annotations

import numpy as np

BOYS = """Muhammad Ahmad Abdul Rizki Fajar Dimas Bayu Arif Rafi Zaki Farhan Ilham Irfan Ridwan Hasan Husein Yusuf Ibrahim
Ismail Umar Ali Usman Rahmat Hidayat Rendi Andi Budi Joko Agus Slamet Wahyu Eko Dwi Tri Bagus Raka Galih Gilang Aditya
Aldi Alvin Arya Azka Daffa Danis Fadil Fahri Fatir Faiz Gibran Hafiz Haikal Kenzo Kevin Khoirul Luthfi Maulana Nabil
Naufal Pratama Putra Rafa Raihan Rasya Reza Rian Satria Syahrul Taufik Tegar Virgo Yoga Yudha Zidan Zulfikar Arsya Abizar
Alfarizi Alfatih Attar Elvano Arkana Arka Shaka Sakha Qenan Made Wayan Ketut Nyoman Gede Putu Komang Ucok Togar Bonar
Yohanes Petrus Markus Yosef Stefanus Antonius Fransiskus Daniel Samuel Gabriel Michael Imanuel Rangga Surya Wijaya""".split()
GIRLS = """Siti Nur Aisyah Fatimah Khadijah Zahra Nabila Salsabila Putri Ayu Dewi Sri Rina Rani Dian Indah Intan Kartika
Lestari Lia Maya Melati Mutiara Nadia Naila Nisa Novi Nurul Permata Puspita Qonita Rahma Ratna Rahmawati Rosa Safira
Salma Sari Sinta Syifa Tiara Tika Ulfa Vania Wulan Yasmin Yulia Zaskia Zulaikha Alya Amira Anisa Annisa Aqila Aulia
Azizah Bilqis Cahaya Chelsea Citra Dinda Fitri Hafsah Hana Hasna Humaira Inara Jihan Kayla Keisha Khansa Laila Latifah
Maryam Mikayla Hilya Shanum Shafa Shakila Talita Ni Luh Kadek Desak Maria Magdalena Yohana Kristina Agnes Theresia Elisabet
Marta Debora Ester Rut Angelina Felicia Gracia Ratu Kirana Larasati Anindita Arumi Almira Adiba Afifah Ainun""".split()
ANY = """Ramadhan Saputra Saputri Wulandari Firmansyah Setiawan Kurniawan Kurniawati Hidayah Hakim Rahman Rahim Karim Aziz
Fauzi Fauziah Syahputra Anggraini Permana Nugroho Susanto Susilo Santoso Utami Utomo Handayani Purnama Purnomo Wibowo
Gunawan Hermawan Irawan Suryadi Suryani Mulyadi Mulyani Supriadi Supriyati Sulaiman Sulastri Hartono Hartati Yuliana
Oktaviani Februari Aprilia Juniarti Septiani Novita Desember Mahendra Siregar Nasution Lubis Harahap Simanjuntak
Situmorang Sinaga Tampubolon Daeng Sitorus Tanjung Chaniago Piliang Koto Mandagi Rumbiak Wenda Kogoya Tabuni Lawalata
Pattiasina Bakri Jufri Syarif Syamsuddin Kamaruddin Baharuddin Nasrullah Habibie Thahir Akbar Azzahra Assyifa
Almahyra Ghaisani Khairunnisa Mufida Fadhilah Rizkiana Ardiansyah Darmawan Effendi Wahyuni Rosdiana Hasanah""".split()
MOTHERS = """Siti Sri Nur Dewi Rina Yanti Yuli Endang Tuti Sumiati Suryati Aminah Fatimah Rohani Rohmah Maimunah Halimah
Mariam Zubaidah Nurhayati Nurjanah Nuraini Kartini Sulastri Sumarni Sunarti Suparmi Wagiyem Painem Tumini Murni Murniati
Mulyati Ningsih Rahayu Lestari Astuti Susanti Susilawati Kurniasih Kusmiati Ernawati Hernawati Lilis Neneng Euis Iis Ai
Cucu Dedeh Enung Imas Ika Eka Dwi Tri Ratna Ratih Rini Rita Rosita Rukmini Salamah Samsiah Sarinah Titin Umi Umayah Wati
Winarti Yayah Yeni Yohana Maria Marta Agustina Kristina Novita Oktavia Puspita Putri Melda Lasmaria Tiur Rosmawati
Hasnah Hasnawati Jumriah Kasmawati Ramlah Sitti Darmawati Rosdiana Herlina Indrawati Juliana""".split()
_ONSETS = "b c d f g h j k l m n p r s t w y z kh sy ny ng th dh v q".split()
_VOWELS = "a a a i i u e o ai au".split()
_CODAS = ["", "", "", "", "n", "r", "s", "l", "h", "m", "t", "k", "ng", "d"]

#: What a clerk writes for what, in both directions: old and new spelling, Arabic sounds, sounds that are one in speech.
SWAPS = [
    ("u", "oe"), ("j", "dj"), ("c", "tj"), ("kh", "h"), ("kh", "ch"), ("sy", "s"), ("sy", "sh"), ("f", "p"), ("v", "f"),
    ("v", "p"), ("z", "s"), ("z", "j"), ("y", "i"), ("i", "ie"), ("ai", "ei"), ("ay", "ai"), ("q", "k"), ("th", "t"),
    ("dh", "d"), ("o", "u"), ("w", "u"), ("nn", "n"), ("ss", "s"), ("ll", "l"), ("aa", "a"), ("ts", "s"), ("d", "t"),
    ("k", "g"), ("ks", "x"), ("au", "ao"), ("iy", "y"), ("uw", "w"),
]  # fmt: skip
SHORT = {
    "Muhammad": ["Muh.", "M.", "Moh.", "Moch.", "Mohammad", "Mochamad", "Muhamad", "Mohamad", "Mhd.", "Muhammad"],
    "Ahmad": ["Achmad", "Akhmad", "A.", "Ahmat"],
    "Abdul": ["Abd.", "Abdoel", "Abdl"],
    "Siti": ["St.", "Sitti", "S.", "Siti"],
    "Nur": ["Noer", "Noor", "Nr."],
    "Made": ["Md."],
    "Wayan": ["Wyn"],
    "Ketut": ["Kt."],
    "Nyoman": ["Nym"],
    "Dwi": ["Dwie"],
    "Sri": ["Srie"],
}


def rare_words(number: int, seed: int) -> list[str]:
    """Return made-up rare name words of two to four syllables."""
    rng = np.random.default_rng(seed)
    words: set[str] = set()
    while len(words) < number:
        parts = [
            f"{_ONSETS[rng.integers(len(_ONSETS))]}{_VOWELS[rng.integers(len(_VOWELS))]}"
            for _ in range(rng.integers(2, 5))
        ]
        words.add(("".join(parts) + _CODAS[rng.integers(len(_CODAS))]).capitalize())
    return sorted(words)


class Pool:
    """Words drawn by Zipf's law: the known ones first, the rare ones in the long tail."""

    def __init__(self, known: list[str], rare: list[str], seed: int, exponent: float = 1.2) -> None:
        rng = np.random.default_rng(seed)
        self.words = [*rng.permutation(known), *rng.permutation(rare)]
        weights = 1 / (np.arange(len(self.words)) + 8) ** exponent
        self.weights = weights / weights.sum()

    def draw(self, rng: np.random.Generator, number: int) -> list[str]:
        """Draw ``number`` words, the common ones often."""
        return [self.words[i] for i in rng.choice(len(self.words), size=number, p=self.weights)]
