def measure(bench):
    return []
