"""With which words something is refused."""


def refused(kind, call, *arguments, **given):
    """The text of the error of this kind that `call` raises."""
    try:
        call(*arguments, **given)
    except kind as error:
        return str(error)
    raise AssertionError("accepted: %r %r" % (arguments, given))


def refusal(call, *arguments):
    """The text of the ValueError that `call` raises."""
    return refused(ValueError, call, *arguments)
