//! The parts of the page.

pub(crate) mod form;
pub(crate) mod parts;
pub(crate) mod shell;
pub(crate) mod time;
