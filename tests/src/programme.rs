//! Tests of programme.
