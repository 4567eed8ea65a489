"""Several panes, one worker: it belongs to the pane in front, whoever asked when."""

from app_for_tests import lab_app, opened, pane_of, until

from tutor.runner.spec import Spec
from tutor.ui.screens.home import HomeScreen
from tutor.ui.screens.lab import LabScreen


async def test_the_map_leaves_the_worker_to_the_screen_above_it():
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        pane = await opened(pilot)
        home = app.screen_stack[0]
        assert isinstance(home, HomeScreen)
        await home._preview()  # what its timer does
        assert app.lab_pane is pane and not home.query("LabPane")


async def test_of_labs_opened_at_once_the_one_in_front_is_shown():
    app = lab_app()
    async with app.run_test(size=(80, 24)) as pilot:
        for name in ("hopfield-capacity", "hopfield", "hopfield-capacity"):
            app.open_lab(Spec(name))
            await until(pilot, lambda: isinstance(app.screen, LabScreen) and app.screen.query("LabPane"))
        pane = await opened(pilot)
        assert "critical_load" in pane.view.frame.metrics
        await pilot.press("escape", "space")
        await until(pilot, lambda: pane_of(app).view and pane_of(app).view.step > 2, "steps")
        assert pane_of(app).view.frame.metrics.keys() >= {"energy", "flips"}
        assert app.lab_pane is pane_of(app)
