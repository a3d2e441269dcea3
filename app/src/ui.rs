//! The parts that pages are made of.

pub mod age;
pub mod avatar;
pub mod chart;
pub mod command;
pub mod contents;
pub mod empty;
pub mod error_panel;
pub mod glyph;
pub mod hold;
pub mod icon;
pub mod label;
pub mod loading;
#[cfg(feature = "ssr")]
pub mod markdown;
pub mod menu;
pub mod page_title;
#[cfg(feature = "ssr")]
pub mod plain_form;
pub mod refused;
pub mod send;
pub mod shortcuts;
pub mod text_area;
pub mod time_ago;
pub mod toasts;
