//! The parts that pages are made of.

pub mod age;
pub mod avatar;
pub mod chart;
pub mod contents;
pub mod error_panel;
pub mod glyph;
pub mod hold;
pub mod icon;
pub mod key;
pub mod label;
pub mod loading;
#[cfg(feature = "ssr")]
pub mod markdown;
pub mod menu;
pub mod page_title;
pub mod picker;
#[cfg(feature = "ssr")]
pub mod plain_form;
pub mod refused;
pub mod scroll_memory;
pub mod send;
pub mod shortcuts;
pub mod text_area;
pub mod time_ago;
pub mod toasts;
