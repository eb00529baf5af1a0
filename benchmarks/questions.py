"""What is asked of every library of graphs, by name; who starts the processes reads this and loads nothing else."""

SCRAMBLED, BY_UNIT = "scrambled", "by unit"
"""Numbers without any order, as keys are; or people of one unit one after the other, those with most contacts first."""

PIVOTS = 256

ALL_FOUR = "constraint, effective size, clustering, overlap"
BUILT, AS_NETWORKX = f"{ALL_FOUR}; with the build", f"{ALL_FOUR}; as networkx"
SOME = 20
CONSTRAINT, SIZE, CLUSTERING, OVERLAP = (
    "constraint",
    f"effective size of {SOME} people",
    "clustering",
    "overlap of ties",
)
CORES, CUT_POINTS, BRIDGES = "core number", "cut points", "bridges"
BETWEENNESS, SAMPLED = "betweenness, exact", f"betweenness, {PIVOTS} pivots"
"""Questions. networkx takes several minutes for the weighted effective size of everybody, one by one. Overlap is the
Jaccard coefficient of the ends of every tie."""

BY_TIE = (OVERLAP, BRIDGES)
"""Questions with an answer for every tie; the others have one for everybody."""

OURS = "ours"
LIBRARIES = (OURS, "networkx", "igraph", "networkit", "rustworkx", "scikit-network", "python-graphblas")
