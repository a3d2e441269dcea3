//! Signatures on a hub's comments.
//!
//! A comment's file carries an SSH signature over its author, its name and its words. The name is
//! the comment's uuid, or a number out of the hub's counter, which the file does not keep, or 0,
//! where the number was not known yet. Such a number is searched for: it is no secret and no proof,
//! and whichever it is, the signature covers author and words. It follows that a comment which was
//! signed by number can be copied under another uuid, or onto another issue, and its signature
//! still holds.

use std::{
    cmp::Reverse,
    collections::{HashMap, HashSet},
    iter,
};

use model::{SignatureStatus, Timestamp, Uuid};
use ssh_encoding::{Base64Reader, Decode, Encode, Reader};
use ssh_key::{EcdsaCurve, HashAlg, PublicKey, SshSig, public::KeyData};

/// What agents sign their comments as.
const BY_AUTHOR: &str = "crosslink-comment";
/// What a person signs as who vouches for comments that somebody else left unsigned.
const BY_WITNESS: &str = "crosslink-backfill";
/// Who may vouch.
const WITNESS: &str = "backfill@crosslink";

/// Longest signature, as text; real ones have 400 characters at most.
const SIGNATURE_MAX: usize = 16 << 10;
/// Most bytes of a comment: more than the tracker takes.
const CONTENT_MAX: usize = 4 << 20;
/// Highest number that is searched for, whatever the hub's counter says.
const NUMBER_MAX: i64 = 100_000;
/// Tries that all comments together may spend. A try is some 100 microseconds of work, and a
/// signature that holds for no number costs as many as there are numbers: a hub full of such must
/// not keep a server busy for hours.
const TRIES: usize = 50_000;
/// Tries that each comment has even when those are spent.
const NEAR: usize = 16;
/// Every so many bytes of a comment count as a further try.
const BYTES_A_TRY: usize = 16 << 10;

/// Keys that a hub trusts, and for whom: its `trust/allowed_signers`.
#[derive(Clone, Debug, Default)]
pub(super) struct Signers(HashMap<String, HashSet<KeyData>>);

impl Signers {
    /// Reads lines of principal, kind of key, key. A line with anything else before its key, such
    /// as options, trusts nobody: what it would restrict is not understood here.
    pub(super) fn parse(text: &str) -> Self {
        let mut signers = Self::default();
        for line in text
            .lines()
            .map(str::trim)
            .filter(|line| !line.starts_with('#'))
        {
            let Some((principals, key)) = line.split_once(char::is_whitespace) else {
                continue;
            };
            let Ok(key) = PublicKey::from_openssh(key.trim_start()) else {
                continue;
            };
            for principal in principals.split(',') {
                signers
                    .0
                    .entry(principal.to_owned())
                    .or_default()
                    .insert(key.key_data().clone());
            }
        }
        signers
    }

    /// Returns true if the key is trusted as this principal's, such as `m1@crosslink`.
    pub(super) fn allows(&self, principal: &str, key: &KeyData) -> bool {
        self.0.get(principal).is_some_and(|keys| keys.contains(key))
    }
}

/// What of a comment a signature is about, exactly as the hub has it: not trimmed, not tidied.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignedComment<'a> {
    /// The comment's identity.
    pub(super) uuid: Uuid,
    /// Its number, where the hub says it: `id` in flat files, `display_id` in a checkpoint.
    pub(super) number: Option<i64>,
    /// Who is said to have written it.
    pub(super) author: &'a str,
    /// What it says.
    pub(super) content: &'a str,
    /// When it is said to have been written; only a hint where to search for its number.
    pub(super) created_at: Timestamp,
    /// The fingerprint of the key that is said to have signed it.
    pub(super) signed_by: Option<&'a str>,
    /// The signature: binary SSHSIG in base64, without armor.
    pub(super) signature: Option<&'a str>,
}

/// What the signature of each comment is worth; `None` where there is none. `numbers_up_to` is the
/// hub's counter of comments.
///
/// This is work for a thread of its own. A hub's comments are best looked at together, for numbers
/// are found near their neighbours'.
pub(super) fn verdicts(
    comments: &[SignedComment],
    signers: &Signers,
    numbers_up_to: i64,
) -> Vec<Option<SignatureStatus>> {
    all_verdicts(comments, signers, &mut Search::below(numbers_up_to))
}

fn all_verdicts(
    comments: &[SignedComment],
    signers: &Signers,
    search: &mut Search,
) -> Vec<Option<SignatureStatus>> {
    let mut order: Vec<usize> = (0..comments.len()).collect();
    // From the newest, whose numbers are near the counter.
    order.sort_by_key(|&at| Reverse(comments[at].created_at));
    let mut verdicts = vec![None; comments.len()];
    for at in order {
        verdicts[at] = verdict(&comments[at], signers, search);
    }
    verdicts
}

fn verdict(
    comment: &SignedComment,
    signers: &Signers,
    search: &mut Search,
) -> Option<SignatureStatus> {
    let signature = comment
        .signature
        .map(str::trim)
        .filter(|text| !text.is_empty())?;
    let claim = read(signature).and_then(|signature| Claim::of(comment, signature));
    let Some(claim) = claim else {
        return Some(SignatureStatus::Wrong);
    };
    if !checkable(claim.key.key_data()) {
        return Some(SignatureStatus::UnknownKey);
    }
    match search.holds(&claim) {
        Some(true) => Some(claim.worth(signers)),
        Some(false) => Some(SignatureStatus::Wrong),
        // Not to be found with what may be spent is not to be wrong.
        None => Some(SignatureStatus::UnknownKey),
    }
}

/// A signature as it stands in a file. The crate reads lengths generously; one that would be
/// written otherwise is not what was signed.
fn read(text: &str) -> Option<SshSig> {
    if text.len() > SIGNATURE_MAX {
        return None;
    }
    let mut reader = Base64Reader::new(text.as_bytes()).ok()?;
    let mut bytes = vec![0; reader.remaining_len()];
    reader.read(&mut bytes).ok()?;
    let signature = SshSig::decode(&mut bytes.as_slice()).ok()?;
    let mut again = Vec::new();
    signature.encode(&mut again).ok()?;
    (again == bytes && signature.version() == SshSig::VERSION).then_some(signature)
}

/// Other kinds, such as RSA, would bring code along that nothing else here needs.
fn checkable(key: &KeyData) -> bool {
    match key {
        KeyData::Ed25519(_) | KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_) => true,
        KeyData::Ecdsa(key) => key.curve() == EcdsaCurve::NistP256,
        _ => false,
    }
}

/// A signature and what it is said to be on.
struct Claim<'a> {
    comment: &'a SignedComment<'a>,
    signature: SshSig,
    key: PublicKey,
}

impl<'a> Claim<'a> {
    /// `None` where the signature cannot be what the comment says, whatever its bytes.
    fn of(comment: &'a SignedComment, signature: SshSig) -> Option<Self> {
        let key = PublicKey::from(signature.public_key().clone());
        let named = comment.signed_by.filter(|name| !name.is_empty());
        let as_named =
            named.is_none_or(|name| name == key.fingerprint(HashAlg::Sha256).to_string());
        // One more line in a name could say the same bytes of another comment.
        let plain = !comment.author.contains(char::is_control);
        let known = matches!(signature.namespace(), BY_AUTHOR | BY_WITNESS);
        let fits = !checkable(key.key_data()) || signature.algorithm() == key.algorithm();
        let all = as_named && plain && known && fits && comment.content.len() <= CONTENT_MAX;
        all.then_some(Self {
            comment,
            signature,
            key,
        })
    }

    fn holds(&self, name: impl std::fmt::Display) -> bool {
        let SignedComment {
            author, content, ..
        } = self.comment;
        let message = format!("author={author}\ncomment_id={name}\ncontent={content}\n");
        self.key
            .verify(
                self.signature.namespace(),
                message.as_bytes(),
                &self.signature,
            )
            .is_ok()
    }

    /// What it is worth, given that it holds.
    fn worth(&self, signers: &Signers) -> SignatureStatus {
        let key = self.key.key_data();
        match self.signature.namespace() {
            BY_AUTHOR if signers.allows(&format!("{}@crosslink", self.comment.author), key) => {
                SignatureStatus::Verified
            }
            BY_WITNESS if signers.allows(WITNESS, key) => SignatureStatus::Attested,
            _ => SignatureStatus::UnknownKey,
        }
    }

    /// How many tries one costs.
    const fn cost(&self) -> usize {
        1 + self.comment.content.len() / BYTES_A_TRY
    }
}

/// The search for the names that comments were signed under.
struct Search {
    up_to: i64,
    /// The number that was found last.
    last: i64,
    tries: usize,
}

impl Search {
    fn below(counter: i64) -> Self {
        let up_to = counter.min(NUMBER_MAX);
        Self {
            up_to,
            last: up_to,
            tries: TRIES,
        }
    }

    /// Returns true if a signature holds under any name that the comment may have been signed
    /// under; none where not all could be tried.
    fn holds(&mut self, claim: &Claim) -> Option<bool> {
        // Hubs with a log of events number comments only when they have been signed, as 0.
        if claim.holds(claim.comment.uuid) || claim.holds(0) {
            return Some(true);
        }
        let told = claim.comment.number;
        let all = usize::try_from(self.up_to).unwrap_or(0) <= self.reach(claim);
        let found = told
            .filter(|number| claim.holds(number))
            .or_else(|| self.number(claim));
        self.last = found
            .filter(|number| (1..=self.up_to).contains(number))
            .unwrap_or(self.last);
        if found.is_none() && !all {
            None
        } else {
            Some(found.is_some())
        }
    }

    /// How many numbers may be tried.
    const fn reach(&self, claim: &Claim) -> usize {
        let tries = if self.tries > NEAR { self.tries } else { NEAR };
        tries / claim.cost()
    }

    /// Numbers grow with time, so they are tried outwards from the one that was found last.
    fn number(&mut self, claim: &Claim) -> Option<i64> {
        let reach = self.reach(claim);
        let mut tried = 0;
        let found = outwards(self.last, self.up_to)
            .take(reach)
            .inspect(|_| tried += 1)
            .find(|number| claim.holds(number));
        self.tries = self.tries.saturating_sub(tried * claim.cost());
        found
    }
}

/// All numbers from 1 to `up_to`, the nearest to `from` first.
fn outwards(from: i64, up_to: i64) -> impl Iterator<Item = i64> {
    let around = (1..up_to).flat_map(move |distance| [from - distance, from + distance]);
    iter::once(from)
        .chain(around)
        .filter(move |number| (1..=up_to).contains(number))
}

#[cfg(test)]
mod tests;
