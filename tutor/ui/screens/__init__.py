"""The screens, each with its stylesheet beside it; imported when first shown."""
