"""start_time.py BINARY: fails when `BINARY version` takes longer than the tool promises."""
import statistics
import subprocess
import sys
import time

RUNS = 50
WARM_UP = 5
MUST = 0.015


def wall(binary):
    """The seconds of one run, from start to finish."""
    start = time.perf_counter()
    subprocess.run([binary, "version"], stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def median(binary):
    """The median of RUNS such runs, after some that warm up."""
    return statistics.median([wall(binary) for _ in range(WARM_UP + RUNS)][WARM_UP:])


def main(binary):
    seconds = median(binary)
    print(f"synctool version: {seconds * 1000:.1f} ms from start to finish"
          f" (median of {RUNS} runs; less than {MUST * 1000:.0f})", file=sys.stderr)
    return seconds >= MUST


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
