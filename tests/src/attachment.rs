//! Tests of attachment.
