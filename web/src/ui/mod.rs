//! The parts of the page.

pub(crate) mod form;
pub(crate) mod hour;
pub(crate) mod parts;
pub(crate) mod shell;
pub(crate) mod time;
