//! The issues of a made-up product, for looking around.

use model::import::Batch;

/// Issues, comments and links of the demonstration.
pub(super) fn batch() -> Batch {
    serde_json::from_str(include_str!("../../demo/demo.json")).expect("the demonstration is tested to be readable")
}
