//! Tests of contribution.
