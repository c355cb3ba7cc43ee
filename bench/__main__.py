"""`make bench`: all benchmarks."""

from bench import start

if __name__ == "__main__":
    start.main()
