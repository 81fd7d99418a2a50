//! Spreadsheet.
