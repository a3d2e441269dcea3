use super::*;

#[test]
fn counters_only_rise() {
    let text = "{\n  \"next_display_id\": 5,\n  \"x\": 1\n}\n";
    assert_eq!(counters(text, 4), None);
    assert_eq!(counters(text, 7).unwrap(), "{\n  \"next_display_id\": 8,\n  \"x\": 1\n}\n");
    assert_eq!((counters("[]", 7), counters("{}", 7)), (None, None));
}
