"""BG/NBD by the Python package lifetimes beside the engine's, on the same customers, by turns.

    python3 -m venv VENV && VENV/bin/pip install lifetimes
    cargo bench --bench engine --no-run
    VENV/bin/python benches/beside_lifetimes.py PROGRAM

PROGRAM is the bench that cargo names. Without starting and reading: what each needs from the customers to the
parameters.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import warnings

import numpy as np
from lifetimes import BetaGeoFitter

warnings.filterwarnings("ignore")
ROUNDS = 3


def simulated(n):
    """Customers of a BG/NBD shop, observed for half a year to two years: x, t_x, T in days."""
    random = np.random.default_rng(20261125)
    rows = np.zeros((n, 3), dtype=int)
    for row in rows:
        t = random.integers(180, 730)
        rate, dropout = random.gamma(0.8) / 6.0, random.beta(0.9, 2.5)
        x, last, at = 0, 0.0, 0.0
        while True:
            at += random.exponential(7.0 / rate) if rate > 0 else t + 1
            if at > t:
                break
            x, last = x + 1, at
            if random.random() < dropout:
                break
        row[:] = x, np.ceil(last), t
    return rows


def cdnow():
    """The CDNOW sample on 1997-09-30, where it is beside the project."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../shared/data/cdnow/CDNOW_sample.txt")
    if not os.path.exists(path):
        return None
    days = {}
    for line in open(path):
        words = line.split()
        if words[2] <= "19970930":
            date = np.datetime64(f"{words[2][:4]}-{words[2][4:6]}-{words[2][6:]}")
            days.setdefault(words[1], set()).add(date)
    end = np.datetime64("1997-09-30")
    whole = lambda span: span.astype(int)
    return np.array([[len(of) - 1, whole(max(of) - min(of)), whole(end - min(of))] for of in days.values()])


def theirs(rows):
    start, cpu = time.perf_counter(), time.process_time()
    fitter = BetaGeoFitter()
    fitter.fit(rows[:, 0], rows[:, 1] / 7, rows[:, 2] / 7)
    parameters = [round(float(value), 4) for value in fitter.params_]
    return (time.perf_counter() - start) * 1e3, (time.process_time() - cpu) * 1e3, parameters


def ours(program, path):
    environment = dict(os.environ, STAMKUNDE_REPEATS=path)
    out = subprocess.run([program, "--bench", "bg_nbd_of_a_file"], env=environment, capture_output=True, text=True)
    median = re.search(r"bg_nbd_of_a_file.*?│.*?│\s*([0-9.]+) (µs|ms|s)", out.stdout)
    return float(median.group(1)) * {"µs": 1e-3, "ms": 1.0, "s": 1e3}[median.group(2)]


for name, rows in [("CDNOW", cdnow()), ("100,000 simulated", simulated(100_000))]:
    if rows is None:
        continue
    with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
        np.savetxt(file, rows, fmt="%d", delimiter=",")
        file.flush()
        turns = [(theirs(rows), ours(sys.argv[1], file.name)) for _ in range(ROUNDS)]
    wall, cpu, parameters = sorted(turn[0] for turn in turns)[ROUNDS // 2]
    own = sorted(turn[1] for turn in turns)[ROUNDS // 2]
    print(f"{name}, {len(rows)} customers: lifetimes {wall:.0f} ms ({cpu:.0f} ms CPU), engine {own:.1f} ms, {wall / own:.0f} times; {parameters}")
