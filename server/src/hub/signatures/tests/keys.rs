//! Keys and what they sign.

use ssh_encoding::Encode;
use ssh_key::{
    EcdsaCurve, HashAlg, PrivateKey, SshSig,
    private::{EcdsaKeypair, Ed25519Keypair, KeypairData},
    rand_core::{CryptoRng, Error, RngCore},
};

/// Always the same bytes: these keys guard nothing.
struct Always(u8);

impl RngCore for Always {
    fn next_u32(&mut self) -> u32 {
        u32::from(self.0)
    }

    fn next_u64(&mut self) -> u64 {
        u64::from(self.0)
    }

    fn fill_bytes(&mut self, bytes: &mut [u8]) {
        bytes.fill(self.0);
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Error> {
        self.fill_bytes(bytes);
        Ok(())
    }
}

impl CryptoRng for Always {}

pub(super) fn ed25519(seed: u8) -> PrivateKey {
    Ed25519Keypair::from_seed(&[seed; 32]).into()
}

pub(super) fn p256(seed: u8) -> PrivateKey {
    let pair = EcdsaKeypair::random(&mut Always(seed), EcdsaCurve::NistP256).unwrap();
    PrivateKey::new(KeypairData::Ecdsa(pair), "").unwrap()
}

pub(super) fn fingerprint(key: &PrivateKey) -> String {
    key.fingerprint(HashAlg::Sha256).to_string()
}

/// Base64 of the bytes, by the long way: the crate writes it only inside of other formats.
pub(super) fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let three = |chunk: &[u8]| {
        let all = chunk
            .iter()
            .chain([0, 0].iter())
            .take(3)
            .fold(0, |all, byte| all << 8 | usize::from(*byte));
        let digit = |at: usize| {
            if at > chunk.len() {
                '='
            } else {
                char::from(DIGITS[all >> (18 - 6 * at) & 63])
            }
        };
        (0..4).map(digit).collect::<String>()
    };
    bytes.chunks(3).map(three).collect()
}

pub(super) fn bytes(signature: &SshSig) -> Vec<u8> {
    let mut bytes = Vec::new();
    signature.encode(&mut bytes).unwrap();
    bytes
}

pub(super) fn signed(
    key: &PrivateKey,
    namespace: &str,
    author: &str,
    name: impl std::fmt::Display,
    content: &str,
) -> SshSig {
    let message = format!("author={author}\ncomment_id={name}\ncontent={content}\n");
    key.sign(namespace, HashAlg::Sha512, message.as_bytes())
        .unwrap()
}

pub(super) fn sign(
    key: &PrivateKey,
    namespace: &str,
    author: &str,
    name: impl std::fmt::Display,
    content: &str,
) -> String {
    base64(&bytes(&signed(key, namespace, author, name, content)))
}
