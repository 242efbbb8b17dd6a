//! To be filled: see src/README.md.
