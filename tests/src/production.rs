//! Tests of production.
