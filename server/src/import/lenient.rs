//! Reading what others wrote: a fault costs what it stands in, and nothing around it, and is told.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;
use serde_path_to_error::{Path, Segment};

use super::{json_repair::repaired, warnings::Warnings};

/// Most faults of a record that are taken out one by one; after that the field goes in which the
/// next one is.
const FAULTS_MAX: usize = 50;
/// Most fields that go so.
const FIELDS_MAX: usize = 50;

/// The text of a file, whatever it is encoded in, without the mark that some editors put before it.
pub(crate) fn text<'a>(content: &'a [u8], place: &str, warnings: &mut Warnings) -> Cow<'a, str> {
    let pair = |first: fn([u8; 2]) -> u16, bytes: &[u8]| {
        let units = bytes.as_chunks::<2>().0.iter().map(|pair| first(*pair));
        char::decode_utf16(units)
            .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    let wide = match content {
        [0xff, 0xfe, rest @ ..] => Some(pair(u16::from_le_bytes, rest)),
        [0xfe, 0xff, rest @ ..] => Some(pair(u16::from_be_bytes, rest)),
        // JSON begins with a bracket.
        [b'{' | b'[', 0, ..] => Some(pair(u16::from_le_bytes, content)),
        [0, b'{' | b'[', ..] => Some(pair(u16::from_be_bytes, content)),
        _ => None,
    };
    if let Some(text) = wide {
        warnings.add("Files in UTF-16 were converted", place);
        return Cow::Owned(text);
    }
    let text = String::from_utf8_lossy(content.strip_prefix(b"\xef\xbb\xbf").unwrap_or(content));
    if matches!(text, Cow::Owned(_)) {
        warnings.add(
            "Characters that are not UTF-8 were replaced by \u{fffd}",
            place,
        );
    }
    text
}

/// The JSON in a file; mended where another program broke a character.
pub(crate) fn json(text: &str, place: &str, warnings: &mut Warnings) -> serde_json::Result<Value> {
    serde_json::from_str(text).or_else(|error| {
        let value = serde_json::from_str(&repaired(text)).map_err(|_| error)?;
        warnings.add("Broken characters were replaced by \u{fffd}", place);
        Ok(value)
    })
}

/// A record, without the fields that it cannot have. `None` where nothing of it can be read, which
/// is told.
pub(crate) fn record<T: DeserializeOwned>(
    mut value: Value,
    place: &str,
    warnings: &mut Warnings,
) -> Option<T> {
    if !value.is_object() {
        warnings.say(format!("{place} was left out: it is no record"));
        return None;
    }
    for fault in 0..FAULTS_MAX + FIELDS_MAX {
        let error = match serde_path_to_error::deserialize(&value) {
            Ok(record) => return Some(record),
            Err(error) => error,
        };
        let path = Segments::of(error.path(), fault >= FAULTS_MAX);
        if !path.take_out(&mut value) {
            warnings.say(format!("{place} was left out: {}", error.inner()));
            return None;
        }
        warnings.add(
            "Fields that could not be read were left out",
            format_args!("{} of {place}", path.name()),
        );
    }
    warnings.add("Records with too many faults were left out", place);
    None
}

/// Where in a record something stands.
struct Segments(Vec<Segment>);

impl Segments {
    fn of(path: &Path, field_only: bool) -> Self {
        let named = path
            .iter()
            .filter(|segment| matches!(segment, Segment::Seq { .. } | Segment::Map { .. }))
            .cloned();
        Segments(if field_only {
            named.take(1).collect()
        } else {
            named.collect()
        })
    }

    fn name(&self) -> String {
        let names = self
            .0
            .iter()
            .enumerate()
            .map(|(at, segment)| match segment {
                Segment::Map { key } if at == 0 => key.chars().take(40).collect(),
                Segment::Map { key } => format!(".{}", key.chars().take(40).collect::<String>()),
                Segment::Seq { index } => format!("[{index}]"),
                _ => String::new(),
            });
        names.collect()
    }

    /// Takes out what stands there; whether there was something.
    fn take_out(&self, value: &mut Value) -> bool {
        let Some((last, way)) = self.0.split_last() else {
            return false;
        };
        let mut inside = value;
        for segment in way {
            let next = match segment {
                Segment::Map { key } => inside.get_mut(key.as_str()),
                Segment::Seq { index } => inside.get_mut(*index),
                _ => None,
            };
            match next {
                Some(next) => inside = next,
                None => return false,
            }
        }
        match (last, inside) {
            (Segment::Map { key }, Value::Object(fields)) => fields.remove(key).is_some(),
            (Segment::Seq { index }, Value::Array(items)) if *index < items.len() => {
                items.remove(*index);
                true
            }
            _ => false,
        }
    }
}

/// A text, also where a number or a flag stands for one.
pub(crate) fn any_text<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    match Option::<Value>::deserialize(from)? {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(other @ (Value::Number(_) | Value::Bool(_))) => Ok(Some(other.to_string())),
        Some(_) => Err(serde::de::Error::custom("no text")),
    }
}

/// A whole number, also in quotes.
pub(crate) fn any_number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<i64>, D::Error> {
    let value = match Option::<Value>::deserialize(from)? {
        None | Some(Value::Null) => return Ok(None),
        Some(value) => value,
    };
    let whole =
        |number: f64| (number.fract() == 0.0 && number.abs() < 9e15).then_some(number as i64);
    let number = match &value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole)),
        Value::String(text) => text.trim().trim_start_matches('#').parse().ok(),
        _ => None,
    };
    number
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom("no whole number"))
}

/// Texts, also where one stands alone; what is none among them is left out by itself.
pub(crate) fn texts<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Vec<String>>, D::Error> {
    #[derive(Deserialize)]
    #[serde(transparent)]
    struct Text(#[serde(deserialize_with = "text_or_number")] String);
    struct Several;
    impl<'de> serde::de::Visitor<'de> for Several {
        type Value = Option<Vec<String>>;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a list of texts")
        }
        fn visit_unit<E>(self) -> Result<Self::Value, E> {
            Ok(None)
        }
        fn visit_str<E>(self, text: &str) -> Result<Self::Value, E> {
            Ok(Some(vec![text.to_owned()]))
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut items: A,
        ) -> Result<Self::Value, A::Error> {
            let mut texts = Vec::new();
            while let Some(Text(text)) = items.next_element()? {
                texts.push(text);
            }
            Ok(Some(texts))
        }
    }
    from.deserialize_any(Several)
}

fn text_or_number<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    any_text(from)?.ok_or_else(|| serde::de::Error::custom("no text"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[derive(Debug, Default, PartialEq, Deserialize)]
    #[serde(default)]
    struct Example {
        #[serde(deserialize_with = "any_text")]
        title: Option<String>,
        #[serde(deserialize_with = "any_number")]
        number: Option<i64>,
        #[serde(deserialize_with = "texts")]
        labels: Option<Vec<String>>,
        remarks: Vec<Remark>,
        uuid: Option<model::Uuid>,
    }

    #[derive(Debug, PartialEq, Deserialize)]
    struct Remark {
        text: String,
    }

    fn check(value: Value, expect: &Example, told: &[&str]) {
        let mut warnings = Warnings::default();
        let read: Option<Example> = record(value, "it", &mut warnings);
        assert_eq!(
            (read.as_ref(), warnings.into_sentences()),
            (Some(expect), told.iter().map(|s| (*s).to_owned()).collect())
        );
    }

    #[test]
    fn a_fault_costs_only_its_field() {
        let one = || Example {
            title: Some("t".into()),
            ..Example::default()
        };
        check(
            json!({"title": "t", "labels": null, "more": {}}),
            &one(),
            &[],
        );
        check(
            json!({"title": 5, "number": "7"}),
            &Example {
                title: Some("5".into()),
                number: Some(7),
                ..one()
            },
            &[],
        );
        check(
            json!({"title": "t", "labels": "x"}),
            &Example {
                labels: Some(vec!["x".into()]),
                ..one()
            },
            &[],
        );
        check(
            json!({"labels": ["x", null, {}, 3], "number": [], "remarks": [{"text": 1}, {}, {"text": "r"}], "title": "t", "uuid": "odd"}),
            &Example {
                labels: Some(vec!["x".into(), "3".into()]),
                remarks: vec![Remark { text: "r".into() }],
                ..one()
            },
            &[
                "Fields that could not be read were left out: 7 (labels[1] of it, labels[1] of it, number of it and 4 more)",
            ],
        );
        let many: Vec<Value> = vec![Value::Null; 500];
        check(
            json!({"labels": many, "remarks": 5, "title": "t"}),
            &one(),
            &[
                "Fields that could not be read were left out: 52 (labels[0] of it, labels[0] of it, labels[0] of it and 49 more)",
            ],
        );
    }

    #[test]
    fn what_is_no_record() {
        let mut warnings = Warnings::default();
        assert_eq!(record::<Example>(json!(5), "it", &mut warnings), None);
        assert_eq!(
            warnings.into_sentences(),
            ["it was left out: it is no record"]
        );
    }

    #[test]
    fn encodings() {
        let read = |content: &[u8]| {
            let mut warnings = Warnings::default();
            let text = text(content, "it", &mut warnings).into_owned();
            (text, warnings.into_sentences().join(", "))
        };
        let utf16 = |text: &str, bytes: fn(u16) -> [u8; 2]| {
            text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>()
        };
        let converted = "Files in UTF-16 were converted: 1 (it)";
        assert_eq!(read(b"\xef\xbb\xbf{}"), ("{}".into(), String::new()));
        assert_eq!(
            read(&utf16("\u{feff}{\"é\": \"😀\"}", u16::to_le_bytes)),
            ("{\"é\": \"😀\"}".into(), converted.into())
        );
        assert_eq!(
            read(&utf16("\u{feff}[1]", u16::to_be_bytes)),
            ("[1]".into(), converted.into())
        );
        assert_eq!(
            read(&utf16("[1]", u16::to_le_bytes)),
            ("[1]".into(), converted.into())
        );
        assert_eq!(
            read(b"caf\xe9").1,
            "Characters that are not UTF-8 were replaced by \u{fffd}: 1 (it)"
        );
    }
}
