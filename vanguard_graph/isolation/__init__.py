"""Strangers' queries, each in a process of its own that can do nothing but answer.

`pool.QueryPool` is the face of it. A *nursery* opens the graph once and forks *children* that
share its memory; each child confines itself, answers queries one after another, and is ended from
outside when one goes past its limits. What comes back is bytes or an error of ours.
"""
