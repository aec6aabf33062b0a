"""The values that flow between the stages: frozen, without I/O, without a parser.

They are NamedTuples, and their modules do without `from __future__ import annotations`: a frozen dataclass costs 0.8 ms to
create, a NamedTuple 0.07 ms, and one with string annotations twice that, since each is compiled. There are a hundred of
them, and a run over one small file may take little longer than importing click.
"""
