"""The register: bundles as they were made, each verified anew, and pages of what came of it."""
