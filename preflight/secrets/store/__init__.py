"""The git object store, read without git: every object of a repository, as fast as its packs can be inflated.

    layout      which packs and loose objects there are, through all alternates
    index midx  where the entries of a pack begin
    pack loose  one stored object: header, inflated content, bounded
    delta       a delta applied to its base
    prefilter   which content deserves the full rules
    sweep       every stored entry once, deltas unresolved
    resolve     the few deltas that matter, with their descendants
    reader      one object by its id
    workers     two processes where that pays
    cache       what an earlier run already knows
    walker      all of it together: `walk`

Nothing here runs a program, follows the network, or writes into the repository.
"""
