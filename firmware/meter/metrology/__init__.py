"""The sealed room. INTERFACE grows when what other rooms call here changes; an application image names the least."""

INTERFACE = 2
