"""`make bench`: all benchmarks that are done in minutes."""

from bench import posture, providers, recall, scan, staged, start, tree

if __name__ == "__main__":
    start.main()
    staged.main()
    scan.main(["--size", "small"])
    tree.main(["--size", "small"])
    recall.main(["--seeds", "3"])
    posture.main()
    providers.main()
