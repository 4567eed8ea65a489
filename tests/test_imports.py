"""What may be loaded when: the first screen waits for nothing heavy."""

import subprocess
import sys

HEAVY = ("torch", "numpy", "pydantic", "yaml", "fsrs", "babel", "sklearn")


def loaded(code: str, home) -> set[str]:
    told = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport sys; print('\\n' + ' '.join(sys.modules))"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"DLTUTOR_HOME": str(home), "PATH": "/usr/bin:/bin"},
    )
    return {name.partition(".")[0] for name in told.stdout.splitlines()[-1].split()}


def test_the_first_screen_stands_before_anything_heavy_is_loaded(tmp_path):
    cached = "from tutor.course.index import read; from tutor.study.store import cache_folder"
    loaded(f"{cached}; read(cache_folder())", tmp_path)
    code = """
import asyncio, sys
from tutor.ui.app import Tutor
seen = []
class Watched(Tutor):
    def _settle(self):
        seen.extend(sys.modules)
        self.exit()
asyncio.run(Watched().run_async(headless=True, size=(80, 24)))
assert seen
print()
import builtins
for name in set(sys.modules) - set(seen):
    del sys.modules[name]
"""
    assert not loaded(code, tmp_path) & set(HEAVY)


def test_the_app_never_imports_torch(tmp_path):
    code = """
import asyncio
from tutor.runner.spec import Spec
from tutor.ui.app import Tutor
async def main():
    app = Tutor(lesson='hopfield')
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.pause(1)
asyncio.run(main())
"""
    assert "torch" not in loaded(code, tmp_path)
