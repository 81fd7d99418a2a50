//! Tests of home.
