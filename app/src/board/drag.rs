//! Drag and drop of cards, by pointer and by keyboard: one state machine for both.

mod actions;
mod hit_test;
mod pointer;
pub mod state;

pub use pointer::Drag;
