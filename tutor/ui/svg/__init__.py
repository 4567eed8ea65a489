"""Pictures of runs for pages: each kind of panel as a small SVG, drawn from the frame of a real run."""
