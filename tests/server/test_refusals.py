"""What schema rules call an error is what PostgreSQL refuses, and nothing else."""

from __future__ import annotations

import os
from itertools import product
from pathlib import Path

import pytest
from schemalint.api import check_project

from tests_server import Server  # isort: skip
