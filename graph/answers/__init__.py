"""What networkx's functions answer on a graph of ours. One family a module, each function as networkx calls it.

The formulas are networkx's, the arithmetic is that of `graph.kernels`; here only names and order are put right. What
a function cannot answer is told by `limits` before it is called, so that none of them has to refuse.
"""
