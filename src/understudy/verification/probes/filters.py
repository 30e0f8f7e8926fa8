def narrowing(*_a):
    return iter(())
