//! The six settings that the local API shows (contract, section 1.11): what each may be, and what
//! it is where nobody said.
//!
//! They stand in `.crosslink/hook-config.json`, which other tools read and write too. So values are
//! read liberally and written strictly: a word of an older tool is understood, anything else that
//! cannot be understood counts as not said.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::{error::Error, lock::LockPolicy};

/// How strictly agents are held to working on an issue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TrackingMode {
    /// Work without an issue is stopped.
    Strict,
    /// Work without an issue is reminded of.
    #[default]
    Normal,
    /// Nothing is asked.
    Relaxed,
}

impl TrackingMode {
    /// All, the strictest first.
    pub const ALL: [TrackingMode; 3] = [
        TrackingMode::Strict,
        TrackingMode::Normal,
        TrackingMode::Relaxed,
    ];
    const WORDS: &'static str = "strict, normal, relaxed";

    /// The word in the file and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            TrackingMode::Strict => "strict",
            TrackingMode::Normal => "normal",
            TrackingMode::Relaxed => "relaxed",
        }
    }
}

/// What becomes of unsigned and wrongly signed things.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SigningEnforcement {
    /// Nothing.
    #[default]
    Off,
    /// They are noted.
    Audit,
    /// They are warned of.
    Warn,
    /// They are refused.
    Enforce,
}

impl SigningEnforcement {
    /// All, the mildest first.
    pub const ALL: [SigningEnforcement; 4] = [
        SigningEnforcement::Off,
        SigningEnforcement::Audit,
        SigningEnforcement::Warn,
        SigningEnforcement::Enforce,
    ];
    /// What others call two of them; whoever uses such a word gets it back.
    const ALIASES: [(&'static str, SigningEnforcement); 2] = [
        ("required", SigningEnforcement::Enforce),
        ("disabled", SigningEnforcement::Off),
    ];
    const WORDS: &'static str = "off, audit, warn, enforce, required, disabled";

    /// The word in the file and on the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            SigningEnforcement::Off => "off",
            SigningEnforcement::Audit => "audit",
            SigningEnforcement::Warn => "warn",
            SigningEnforcement::Enforce => "enforce",
        }
    }

    /// Other tools write other words into the same file.
    fn read(word: &str) -> Option<Self> {
        let own = SigningEnforcement::ALL
            .into_iter()
            .find(|mode| mode.as_str() == word);
        own.or_else(|| {
            Some(
                SigningEnforcement::ALIASES
                    .into_iter()
                    .find(|(alias, _)| *alias == word)?
                    .1,
            )
        })
        .or_else(|| (word == "enforced").then_some(SigningEnforcement::Enforce))
    }

    /// The word that is given back for the word that was set.
    fn word(self, set: &str) -> &'static str {
        SigningEnforcement::ALIASES
            .into_iter()
            .find(|(alias, _)| *alias == set)
            .map_or(self.as_str(), |(alias, _)| alias)
    }
}

/// Whether a claim on a stale lock steals it by itself: off, as soon as it is stale, or after so
/// many times the timeout.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AutoSteal {
    /// Somebody has to say "steal".
    #[default]
    Off,
    /// From the timeout on.
    AtTimeout,
    /// From this many times the timeout on: 2, 3, 5 or 10.
    Times(i64),
}

impl AutoSteal {
    /// All of them, in the order of how long they wait.
    pub const ALL: [AutoSteal; 6] = [
        AutoSteal::Off,
        AutoSteal::AtTimeout,
        AutoSteal::Times(2),
        AutoSteal::Times(3),
        AutoSteal::Times(5),
        AutoSteal::Times(10),
    ];
    const WORDS: &'static str = "true, false, 2, 3, 5, 10";

    /// How many timeouts it waits; `None` where it is off.
    #[must_use]
    pub const fn multiplier(self) -> Option<i64> {
        match self {
            AutoSteal::Off => None,
            AutoSteal::AtTimeout => Some(1),
            AutoSteal::Times(times) => Some(times),
        }
    }

    /// The word of a form: `false`, `true`, `3`.
    #[must_use]
    pub fn word(self) -> String {
        match self {
            AutoSteal::Off => "false".into(),
            AutoSteal::AtTimeout => "true".into(),
            AutoSteal::Times(times) => times.to_string(),
        }
    }

    fn read(value: &Value) -> Option<Self> {
        let word = match value {
            Value::Bool(on) => on.to_string(),
            Value::Number(number) => number.to_string(),
            Value::String(word) => word.clone(),
            _ => return None,
        };
        AutoSteal::ALL.into_iter().find(|mode| mode.word() == word)
    }

    /// As the file holds it: the multiplier is a text there.
    #[must_use]
    pub fn in_file(self) -> Value {
        match self {
            AutoSteal::Off => Value::Bool(false),
            AutoSteal::AtTimeout => Value::Bool(true),
            AutoSteal::Times(times) => Value::String(times.to_string()),
        }
    }
}

/// The shortest and the longest timeout: a minute and a year.
pub const TIMEOUT_MINUTES: std::ops::RangeInclusive<i64> = 1..=525_600;
/// Longest name of a remote, in characters.
pub const REMOTE_MAX: usize = 128;

/// The six settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Config {
    pub tracking_mode: TrackingMode,
    /// `stale_lock_timeout_minutes`
    pub stale_lock_timeout_minutes: i64,
    /// The git remote that the hub is on; the file calls it `tracker_remote`.
    pub remote: String,
    pub signing_enforcement: SigningEnforcement,
    /// The word for it that was set, see [`SigningEnforcement`].
    pub signing_word: String,
    pub intervention_tracking: bool,
    /// `auto_steal_stale_locks`
    pub auto_steal: AutoSteal,
    /// Why these are the defaults although there is a file: it cannot be read.
    #[serde(default)]
    pub notice: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            tracking_mode: TrackingMode::default(),
            stale_lock_timeout_minutes: 60,
            remote: "origin".into(),
            signing_enforcement: SigningEnforcement::default(),
            signing_word: SigningEnforcement::default().as_str().into(),
            intervention_tracking: false,
            auto_steal: AutoSteal::default(),
            notice: None,
        }
    }
}

impl Config {
    /// The settings in a file's object, liberally: what is not there or makes no sense is the
    /// default.
    #[must_use]
    pub fn read(file: &Map<String, Value>) -> Self {
        let (default, word) = (Config::default(), |key: &str| {
            file.get(key).and_then(Value::as_str)
        });
        let minutes = file.get("stale_lock_timeout_minutes");
        let signing = word("signing_enforcement")
            .and_then(SigningEnforcement::read)
            .unwrap_or_default();
        let minutes =
            minutes.and_then(|minutes| minutes.as_i64().or_else(|| minutes.as_str()?.parse().ok()));
        Config {
            tracking_mode: word("tracking_mode")
                .and_then(|word| tracking_mode(word).ok())
                .unwrap_or_default(),
            stale_lock_timeout_minutes: minutes
                .filter(|minutes| TIMEOUT_MINUTES.contains(minutes))
                .unwrap_or(default.stale_lock_timeout_minutes),
            remote: word("tracker_remote")
                .and_then(|name| remote(name).ok())
                .unwrap_or(default.remote),
            signing_enforcement: signing,
            signing_word: signing
                .word(word("signing_enforcement").unwrap_or_default())
                .into(),
            intervention_tracking: file
                .get("intervention_tracking")
                .and_then(Value::as_bool)
                .unwrap_or_default(),
            auto_steal: file
                .get("auto_steal_stale_locks")
                .and_then(AutoSteal::read)
                .unwrap_or_default(),
            notice: None,
        }
    }

    /// When locks go stale and what becomes of them.
    #[must_use]
    pub const fn locks(&self) -> LockPolicy {
        LockPolicy {
            stale_minutes: self.stale_lock_timeout_minutes,
            auto_steal: self.auto_steal,
        }
    }
}

/// Changes to settings; what is `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConfigPatch {
    pub tracking_mode: Option<TrackingMode>,
    /// `stale_lock_timeout_minutes`, see [`TIMEOUT_MINUTES`].
    pub stale_lock_timeout_minutes: Option<i64>,
    pub remote: Option<String>,
    /// `signing_enforcement`, a word that is allowed.
    pub signing_enforcement: Option<String>,
    pub intervention_tracking: Option<bool>,
    /// `auto_steal_stale_locks`
    pub auto_steal: Option<AutoSteal>,
    /// `auto_steal_stale_locks: true` from a client that knows only true and false: on, and where
    /// it is on already, as it is. Such a client sends back what it was shown, and must not take
    /// the multiplier off.
    pub stealing_on: bool,
}

impl ConfigPatch {
    /// From the wire's object: every value strictly, each refusal naming what is allowed. Unknown
    /// fields are ignored.
    pub fn read(body: &Map<String, Value>) -> Result<Self, Error> {
        Ok(ConfigPatch {
            tracking_mode: field(body, "tracking_mode", tracking_mode_value)?,
            stale_lock_timeout_minutes: field(body, "stale_lock_timeout_minutes", minutes)?,
            remote: field(body, "remote", |value| {
                remote(value.as_str().unwrap_or(&value.to_string()))
            })?,
            signing_enforcement: field(body, "signing_enforcement", signing)?,
            intervention_tracking: field(body, "intervention_tracking", |value| {
                value
                    .as_bool()
                    .ok_or_else(|| unknown("intervention_tracking", value, "true, false"))
            })?,
            stealing_on: body.get("auto_steal_stale_locks") == Some(&Value::Bool(true)),
            auto_steal: field(body, "auto_steal_stale_locks", |value| {
                AutoSteal::read(value)
                    .ok_or_else(|| unknown("auto_steal_stale_locks", value, AutoSteal::WORDS))
            })?
            .filter(|_| body.get("auto_steal_stale_locks") != Some(&Value::Bool(true))),
        })
    }

    /// What is to be written into `file`: its keys with their new values, in the order of the
    /// contract; nothing that stands there.
    #[must_use]
    pub fn changes(&self, file: &Map<String, Value>) -> Vec<(&'static str, Value)> {
        let stealing = Config::read(file).auto_steal;
        let switched_on =
            (self.stealing_on && stealing == AutoSteal::Off).then_some(AutoSteal::AtTimeout);
        let auto_steal = self.auto_steal.or(switched_on);
        let given = [
            (
                "tracking_mode",
                self.tracking_mode.map(|mode| mode.as_str().into()),
            ),
            (
                "stale_lock_timeout_minutes",
                self.stale_lock_timeout_minutes.map(Value::from),
            ),
            ("tracker_remote", self.remote.clone().map(Value::from)),
            (
                "signing_enforcement",
                self.signing_enforcement.clone().map(Value::from),
            ),
            (
                "intervention_tracking",
                self.intervention_tracking.map(Value::from),
            ),
            (
                "auto_steal_stale_locks",
                auto_steal
                    .filter(|mode| *mode == AutoSteal::Off || *mode != stealing)
                    .map(AutoSteal::in_file),
            ),
        ];
        let given = given
            .into_iter()
            .filter_map(|(key, value)| Some((key, value?)));
        given
            .filter(|(key, value)| file.get(*key) != Some(value))
            .collect()
    }
}

fn field<T>(
    body: &Map<String, Value>,
    key: &str,
    read: impl Fn(&Value) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    body.get(key).map(read).transpose()
}

/// What came, as a sentence quotes it: a text without its quotation marks, anything else as JSON.
fn quoted(value: &Value) -> String {
    let text = value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned);
    text.chars().take(64).collect()
}

fn unknown(field: &'static str, value: &Value, allowed: &'static str) -> Error {
    Error::UnknownValue {
        field,
        value: quoted(value),
        allowed,
    }
}

fn tracking_mode(word: &str) -> Result<TrackingMode, Error> {
    tracking_mode_value(&Value::from(word))
}

fn tracking_mode_value(value: &Value) -> Result<TrackingMode, Error> {
    let known = TrackingMode::ALL
        .into_iter()
        .find(|mode| value.as_str() == Some(mode.as_str()));
    known.ok_or_else(|| unknown("tracking_mode", value, TrackingMode::WORDS))
}

fn signing(value: &Value) -> Result<String, Error> {
    let known = value.as_str().filter(|word| {
        SigningEnforcement::WORDS
            .split(", ")
            .any(|allowed| allowed == *word)
    });
    known
        .map(str::to_owned)
        .ok_or_else(|| unknown("signing_enforcement", value, SigningEnforcement::WORDS))
}

fn minutes(value: &Value) -> Result<i64, Error> {
    let known = value
        .as_i64()
        .filter(|minutes| TIMEOUT_MINUTES.contains(minutes));
    known.ok_or_else(|| {
        Error::invalid(
            "stale_lock_timeout_minutes",
            &quoted(value),
            "a whole number of minutes from 1 to 525600",
        )
    })
}

/// The name of a git remote. It is handed to git, so it can be neither an option, nor a path, nor
/// an address.
pub fn remote(name: &str) -> Result<String, Error> {
    let sound = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    let first = name
        .chars()
        .next()
        .is_some_and(|c| c.is_ascii_alphanumeric());
    if first
        && name.len() <= REMOTE_MAX
        && name.chars().all(sound)
        && !name.contains("..")
        && !name.ends_with(['.', '-'])
    {
        return Ok(name.to_owned());
    }
    let must = "the name of a git remote: letters, digits, '.', '_' and '-', beginning with a letter or digit";
    Err(Error::invalid("remote", name, must))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn patch(body: Value) -> String {
        let Value::Object(body) = body else {
            unreachable!()
        };
        match ConfigPatch::read(&body) {
            Ok(patch) => Value::Object(
                patch
                    .changes(&Map::new())
                    .into_iter()
                    .map(|(k, v)| (k.to_owned(), v))
                    .collect(),
            )
            .to_string(),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn a_patch_is_strict() {
        let check = |body, expect: &str| assert_eq!(patch(body), expect);
        check(json!({}), "{}");
        check(
            json!({"tracking_mode": "normal", "else": [1]}),
            r#"{"tracking_mode":"normal"}"#,
        );
        check(
            json!({"tracking_mode": "strict", "remote": "up_stream.2"}),
            r#"{"tracker_remote":"up_stream.2","tracking_mode":"strict"}"#,
        );
        check(
            json!({"auto_steal_stale_locks": true}),
            r#"{"auto_steal_stale_locks":true}"#,
        );
        check(
            json!({"auto_steal_stale_locks": 3}),
            r#"{"auto_steal_stale_locks":"3"}"#,
        );
        check(
            json!({"auto_steal_stale_locks": "10"}),
            r#"{"auto_steal_stale_locks":"10"}"#,
        );
        check(
            json!({"tracking_mode": "x"}),
            "Invalid tracking_mode 'x'. Must be one of: strict, normal, relaxed",
        );
        check(
            json!({"tracking_mode": null}),
            "Invalid tracking_mode 'null'. Must be one of: strict, normal, relaxed",
        );
        check(
            json!({"signing_enforcement": "enforced"}),
            "Invalid signing_enforcement 'enforced'. Must be one of: off, audit, warn, enforce, required, disabled",
        );
        check(
            json!({"intervention_tracking": 1}),
            "Invalid intervention_tracking '1'. Must be one of: true, false",
        );
        check(
            json!({"auto_steal_stale_locks": 4}),
            "Invalid auto_steal_stale_locks '4'. Must be one of: true, false, 2, 3, 5, 10",
        );
        let minutes = "Must be a whole number of minutes from 1 to 525600";
        for bad in [
            json!(0),
            json!(-1),
            json!(525_601),
            json!(1.5),
            json!("60"),
            json!(u64::MAX),
            json!(null),
        ] {
            let said = patch(json!({"stale_lock_timeout_minutes": bad}));
            assert!(
                said.starts_with("Invalid stale_lock_timeout_minutes '") && said.ends_with(minutes),
                "{said}"
            );
        }
        check(
            json!({"stale_lock_timeout_minutes": 525_600}),
            r#"{"stale_lock_timeout_minutes":525600}"#,
        );
    }

    #[test]
    fn a_remote_is_a_name() {
        for bad in [
            "",
            "--upload-pack=x",
            "-o",
            ".git",
            "a..b",
            "a b",
            "ext::sh -c",
            "https://x/y",
            "../up",
            "a\n",
            "é",
            "a.",
        ] {
            assert!(remote(bad).is_err(), "{bad:?}");
        }
        assert_eq!(
            remote("--x").unwrap_err().to_string(),
            "Invalid remote '--x'. Must be the name of a git remote: letters, digits, '.', '_' and '-', beginning with a letter or digit"
        );
    }

    fn read(file: Value) -> Config {
        let Value::Object(file) = file else {
            unreachable!()
        };
        Config::read(&file)
    }

    #[test]
    fn a_file_is_read_liberally() {
        assert_eq!(read(json!({})), Config::default());
        assert_eq!(
            read(
                json!({"tracking_mode": 7, "stale_lock_timeout_minutes": 0, "tracker_remote": "--x"})
            ),
            Config::default()
        );
        let config = read(
            json!({"signing_enforcement": "enforced", "auto_steal_stale_locks": "3", "stale_lock_timeout_minutes": "90"}),
        );
        assert_eq!(config.signing_enforcement, SigningEnforcement::Enforce);
        assert_eq!(
            (config.auto_steal, config.stale_lock_timeout_minutes),
            (AutoSteal::Times(3), 90)
        );
    }

    #[test]
    fn only_what_differs_is_written_and_switching_on_keeps_the_multiplier() {
        let Value::Object(file) = json!({"auto_steal_stale_locks": "3", "tracking_mode": "strict"})
        else {
            unreachable!()
        };
        let change = |mode| {
            ConfigPatch {
                auto_steal: Some(mode),
                ..Default::default()
            }
            .changes(&file)
        };
        assert_eq!(
            ConfigPatch {
                stealing_on: true,
                ..Default::default()
            }
            .changes(&file),
            []
        );
        assert_eq!(
            change(AutoSteal::AtTimeout),
            [("auto_steal_stale_locks", json!(true))]
        );
        assert_eq!(change(AutoSteal::Times(3)), []);
        assert_eq!(
            change(AutoSteal::Off),
            [("auto_steal_stale_locks", json!(false))]
        );
        assert_eq!(
            change(AutoSteal::Times(2)),
            [("auto_steal_stale_locks", json!("2"))]
        );
        let mode = |mode| {
            ConfigPatch {
                tracking_mode: Some(mode),
                ..Default::default()
            }
            .changes(&file)
        };
        assert_eq!(mode(TrackingMode::Strict), []);
        assert_eq!(
            mode(TrackingMode::Normal),
            [("tracking_mode", json!("normal"))]
        );
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again(mode in 0usize..3, minutes in 1i64..=525_600, signing in 0usize..4, on: bool, steal in 0usize..6) {
            let config = Config {
                tracking_mode: TrackingMode::ALL[mode],
                stale_lock_timeout_minutes: minutes,
                remote: "hub".into(),
                signing_enforcement: SigningEnforcement::ALL[signing],
                signing_word: SigningEnforcement::ALL[signing].as_str().into(),
                intervention_tracking: on,
                auto_steal: AutoSteal::ALL[steal],
                notice: None,
            };
            let patch = ConfigPatch {
                tracking_mode: Some(config.tracking_mode),
                stale_lock_timeout_minutes: Some(minutes),
                remote: Some("hub".into()),
                signing_enforcement: Some(config.signing_word.clone()),
                intervention_tracking: Some(on),
                auto_steal: Some(config.auto_steal),
                stealing_on: false,
            };
            let file = patch.changes(&Map::new()).into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
            prop_assert_eq!(Config::read(&file), config);
        }

        #[test]
        fn no_remote_is_an_option(name in "\\PC{0,12}") {
            if let Ok(name) = remote(&name) {
                prop_assert!(!name.starts_with('-') && !name.contains(['/', ':', ' ', '\\']));
            }
        }
    }
}
