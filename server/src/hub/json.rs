//! JSON whose objects keep their order, so that a file that is written again differs only where
//! something changed.

use std::fmt;

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

/// A JSON value; objects are lists of pairs.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Json {
    /// Null, a flag, a number or a text.
    Plain(Value),
    List(Vec<Json>),
    Object(Object),
}

/// An object's fields in their order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Json)>);

impl Object {
    /// An object, read from a file.
    pub(super) fn parse(text: &str) -> Option<Self> {
        match serde_json::from_str(text.strip_prefix('\u{feff}').unwrap_or(text)) {
            Ok(Json::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// As such files are written: two spaces, no line break at the end.
    pub(super) fn pretty(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }

    pub(super) fn get(&self, name: &str) -> Option<&Json> {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The text of a field.
    pub(super) fn text(&self, name: &str) -> Option<&str> {
        match self.get(name) {
            Some(Json::Plain(Value::String(text))) => Some(text),
            _ => None,
        }
    }

    /// The whole number of a field.
    pub(super) fn number(&self, name: &str) -> Option<i64> {
        match self.get(name) {
            Some(Json::Plain(value)) => value.as_i64(),
            _ => None,
        }
    }

    /// The object of a field.
    pub(super) fn object(&self, name: &str) -> Option<&Object> {
        match self.get(name) {
            Some(Json::Object(object)) => Some(object),
            _ => None,
        }
    }

    /// The items of a list.
    pub(super) fn list(&self, name: &str) -> &[Json] {
        match self.get(name) {
            Some(Json::List(items)) => items,
            _ => &[],
        }
    }

    /// Sets a field where it stands; a new one stands behind those that `order` names before it.
    /// None takes it away.
    pub(super) fn set(&mut self, name: &str, value: Option<Json>, order: &[&str]) {
        let found = self.0.iter().position(|(key, _)| key == name);
        match (found, value) {
            (Some(at), Some(value)) => self.0[at].1 = value,
            (Some(at), None) => drop(self.0.remove(at)),
            (None, None) => {}
            (None, Some(value)) => {
                let place = order
                    .iter()
                    .position(|key| *key == name)
                    .map_or(self.0.len(), |at| {
                        let before =
                            |(key, _): &(String, Json)| order[..at].contains(&key.as_str());
                        self.0.iter().rposition(before).map_or(0, |last| last + 1)
                    });
                self.0.insert(place, (name.to_owned(), value));
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Json::Plain(text.into())
    }
}

impl From<String> for Json {
    fn from(text: String) -> Self {
        Json::Plain(text.into())
    }
}

impl From<i64> for Json {
    fn from(number: i64) -> Self {
        Json::Plain(number.into())
    }
}

impl From<bool> for Json {
    fn from(flag: bool) -> Self {
        Json::Plain(flag.into())
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Json::Plain(value) => value.serialize(serializer),
            Json::List(items) => items.serialize(serializer),
            Json::Object(object) => object.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Plain(Value::Null))
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(flag.into())
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(number.into())
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::Plain(number.into()))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(Json::Plain(number.into()))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_string<E>(self, text: String) -> Result<Json, E> {
        Ok(text.into())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Json, A::Error> {
        let mut fields = Vec::new();
        while let Some(field) = map.next_entry()? {
            fields.push(field);
        }
        Ok(Json::Object(Object(fields)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_read_is_written_as_it_was() {
        let text = "{\n  \"z\": 1,\n  \"a\": [\n    {\n      \"y\": null,\n      \"b\": 1.5\n    }\n  ],\n  \"m\": \"é\"\n}";
        assert_eq!(Object::parse(text).unwrap().pretty(), text);
        assert_eq!((Object::parse("[1]"), Object::parse("{")), (None, None));
    }

    #[test]
    fn a_new_field_finds_its_place() {
        let mut object = Object::parse(r#"{"a":1,"x":2,"d":3}"#).unwrap();
        let order = ["a", "b", "c", "d"];
        object.set("c", Some(4.into()), &order);
        object.set("b", Some(5.into()), &order);
        object.set("d", None, &order);
        object.set("e", Some(6.into()), &order);
        let flat = serde_json::to_string(&object).unwrap();
        assert_eq!(flat, r#"{"a":1,"b":5,"c":4,"x":2,"e":6}"#);
        let mut object = Object::parse(r#"{"x":2}"#).unwrap();
        object.set("a", Some(1.into()), &order);
        assert_eq!(serde_json::to_string(&object).unwrap(), r#"{"a":1,"x":2}"#);
    }
}
