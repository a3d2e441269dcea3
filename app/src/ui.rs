//! The parts that pages are made of.

pub mod avatar;
pub mod glyph;
pub mod icon;
pub mod label;
pub mod time_ago;
pub mod toasts;
