//! Signatures made here, by keys that are in no hub.

use ssh_key::PrivateKey;

use super::*;

mod keys;
mod real;

use keys::{base64, bytes, ed25519, fingerprint, p256, sign, signed};

const UUID: Uuid = Uuid::from_u128(0xa);

/// `m1` signs with the first key, a person vouches with the second.
fn signers() -> Signers {
    let line = |principal: &str, key: &PrivateKey| {
        format!("{principal} {}\n", key.public_key().to_openssh().unwrap())
    };
    Signers::parse(&(line("m1@crosslink", &ed25519(1)) + &line("backfill@crosslink", &p256(2))))
}

fn comment<'a>(author: &'a str, content: &'a str, signature: &'a str) -> SignedComment<'a> {
    let created_at = Timestamp::from_micros(0).unwrap();
    SignedComment {
        uuid: UUID,
        number: None,
        author,
        content,
        created_at,
        signed_by: None,
        signature: Some(signature),
    }
}

fn one(comment: SignedComment) -> Option<SignatureStatus> {
    verdicts(&[comment], &signers(), 40)[0]
}

#[test]
fn who_signed_what() {
    let check = |key: &PrivateKey, namespace, author, expect| {
        let signature = sign(key, namespace, author, UUID, "words");
        assert_eq!(
            one(comment(author, "words", &signature)),
            Some(expect),
            "{namespace} {author}"
        );
    };
    check(
        &ed25519(1),
        "crosslink-comment",
        "m1",
        SignatureStatus::Verified,
    );
    check(
        &ed25519(1),
        "crosslink-comment",
        "m2",
        SignatureStatus::UnknownKey,
    );
    check(
        &ed25519(3),
        "crosslink-comment",
        "m1",
        SignatureStatus::UnknownKey,
    );
    check(
        &p256(2),
        "crosslink-comment",
        "m1",
        SignatureStatus::UnknownKey,
    );
    check(
        &p256(2),
        "crosslink-backfill",
        "m1",
        SignatureStatus::Attested,
    );
    check(
        &p256(2),
        "crosslink-backfill",
        "anybody",
        SignatureStatus::Attested,
    );
    check(
        &p256(4),
        "crosslink-backfill",
        "m1",
        SignatureStatus::UnknownKey,
    );
    // Nobody vouches for himself.
    check(
        &ed25519(1),
        "crosslink-backfill",
        "m1",
        SignatureStatus::UnknownKey,
    );
    for namespace in ["crosslink-event", "git", "file", "crosslink-comment "] {
        check(&ed25519(1), namespace, "m1", SignatureStatus::Wrong);
    }
}

#[test]
fn every_word_counts() {
    let signature = sign(&ed25519(1), BY_AUTHOR, "m1", UUID, "words");
    let check = |author, content, expect| {
        assert_eq!(
            one(comment(author, content, &signature)),
            Some(expect),
            "{author} {content}"
        );
    };
    check("m1", "words", SignatureStatus::Verified);
    check("m2", "words", SignatureStatus::Wrong);
    check("M1", "words", SignatureStatus::Wrong);
    check("m1", "words ", SignatureStatus::Wrong);
    check("m1", "", SignatureStatus::Wrong);
    assert_eq!(
        one(SignedComment {
            uuid: Uuid::nil(),
            ..comment("m1", "words", &signature)
        }),
        Some(SignatureStatus::Wrong)
    );
}

#[test]
fn an_author_is_one_line() {
    let content = "a\ncomment_id=1\ncontent=b";
    let signature = sign(&p256(2), BY_WITNESS, "m1", UUID, content);
    assert_eq!(
        one(comment("m1", content, &signature)),
        Some(SignatureStatus::Attested)
    );
    let author = format!("m1\ncomment_id={UUID}\ncontent=a");
    let moved = SignedComment {
        number: Some(1),
        ..comment(&author, "b", &signature)
    };
    assert_eq!(one(moved), Some(SignatureStatus::Wrong));
}

#[test]
fn the_key_is_the_one_that_is_named() {
    let signature = sign(&ed25519(1), BY_AUTHOR, "m1", UUID, "words");
    let check = |name: Option<&str>, expect| {
        assert_eq!(
            one(SignedComment {
                signed_by: name,
                ..comment("m1", "words", &signature)
            }),
            Some(expect),
            "{name:?}"
        );
    };
    check(None, SignatureStatus::Verified);
    check(Some(""), SignatureStatus::Verified);
    check(Some(&fingerprint(&ed25519(1))), SignatureStatus::Verified);
    check(Some(&fingerprint(&ed25519(3))), SignatureStatus::Wrong);
    check(Some("SHA256:"), SignatureStatus::Wrong);
}

#[test]
fn a_swapped_key_does_not_help() {
    let [mine, theirs] = [3, 1].map(|seed| signed(&ed25519(seed), BY_AUTHOR, "m1", UUID, "words"));
    // The trusted key in the blob, another's signature beside it.
    let swapped = SshSig::new(
        theirs.public_key().clone(),
        BY_AUTHOR,
        HashAlg::Sha512,
        mine.signature().clone(),
    )
    .unwrap();
    assert_eq!(
        one(comment("m1", "words", &base64(&bytes(&swapped)))),
        Some(SignatureStatus::Wrong)
    );
    // A signature of another kind than the key.
    let other = signed(&p256(2), BY_AUTHOR, "m1", UUID, "words");
    let confused = SshSig::new(
        theirs.public_key().clone(),
        BY_AUTHOR,
        HashAlg::Sha512,
        other.signature().clone(),
    )
    .unwrap();
    assert_eq!(
        one(comment("m1", "words", &base64(&bytes(&confused)))),
        Some(SignatureStatus::Wrong)
    );
}

#[test]
fn numbers_are_found() {
    let check = |name: i64, told: Option<i64>, expect| {
        let signature = sign(&ed25519(1), BY_AUTHOR, "m1", name, "words");
        let told = SignedComment {
            number: told,
            ..comment("m1", "words", &signature)
        };
        assert_eq!(one(told), Some(expect), "{name}");
    };
    check(1, None, SignatureStatus::Verified);
    check(27, None, SignatureStatus::Verified);
    check(40, None, SignatureStatus::Verified);
    check(41, None, SignatureStatus::Wrong);
    check(41, Some(41), SignatureStatus::Verified);
    check(-3, Some(-3), SignatureStatus::Verified);
    check(27, Some(5), SignatureStatus::Verified);
    check(0, None, SignatureStatus::Verified);
    check(-1, None, SignatureStatus::Wrong);
}

#[test]
fn numbers_lie_near_each_other() {
    let check = |from, up_to, expect: &[i64]| {
        assert_eq!(
            outwards(from, up_to).collect::<Vec<_>>(),
            expect,
            "{from} {up_to}"
        );
    };
    check(3, 5, &[3, 2, 4, 1, 5]);
    check(1, 4, &[1, 2, 3, 4]);
    check(4, 4, &[4, 3, 2, 1]);
    check(1, 1, &[1]);
    check(0, 0, &[]);
    check(-7, -7, &[]);

    let signatures: Vec<String> = (1..=30)
        .map(|number| sign(&ed25519(1), BY_AUTHOR, "m1", number, "words"))
        .collect();
    let at = |number: usize| Timestamp::from_micros(number as i64).unwrap();
    let all = signatures.iter().enumerate();
    let comments: Vec<_> = all
        .map(|(n, text)| SignedComment {
            created_at: at(n),
            ..comment("m1", "words", text)
        })
        .collect();
    let mut search = Search::below(30);
    for comment in comments.iter().rev() {
        assert_eq!(
            verdict(comment, &signers(), &mut search),
            Some(SignatureStatus::Verified)
        );
    }
    assert!(TRIES - search.tries <= 60, "{}", TRIES - search.tries);
    assert_eq!(
        verdicts(&comments, &signers(), 30),
        vec![Some(SignatureStatus::Verified); 30]
    );
}

#[test]
fn a_search_ends() {
    assert_eq!(Search::below(i64::MAX).up_to, NUMBER_MAX);
    let signature = sign(&ed25519(1), BY_AUTHOR, "m1", 10, "words");
    let spent = |last, content| {
        let mut search = Search {
            up_to: 40,
            last,
            tries: 0,
        };
        verdict(&comment("m1", content, &signature), &signers(), &mut search)
    };
    assert_eq!(spent(12, "words"), Some(SignatureStatus::Verified));
    // What was not looked for everywhere is not called wrong.
    assert_eq!(spent(40, "words"), Some(SignatureStatus::UnknownKey));
    // Long words are dear.
    let mut search = Search {
        up_to: 40,
        last: 40,
        tries: 50,
    };
    let long = "w".repeat(BYTES_A_TRY * 9);
    assert_eq!(
        verdict(&comment("m1", &long, &signature), &signers(), &mut search),
        Some(SignatureStatus::UnknownKey)
    );
    assert_eq!(search.tries, 0);
}

#[test]
fn what_cannot_be_read_is_wrong() {
    let good = bytes(&signed(&ed25519(1), BY_AUTHOR, "m1", UUID, "words"));
    let check =
        |text: &str, expect| assert_eq!(one(comment("m1", "words", text)), expect, "{text:.40}");
    check("", None);
    check(" \n", None);
    check(&base64(&good), Some(SignatureStatus::Verified));
    check(
        &format!(" {}\n", base64(&good)),
        Some(SignatureStatus::Verified),
    );
    check("not base64!", Some(SignatureStatus::Wrong));
    check("é", Some(SignatureStatus::Wrong));
    check("AAAA", Some(SignatureStatus::Wrong));
    check(
        &base64(&good[..good.len() - 1]),
        Some(SignatureStatus::Wrong),
    );
    check(
        &base64(&[&good[..], b"x"].concat()),
        Some(SignatureStatus::Wrong),
    );
    check(&"A".repeat(SIGNATURE_MAX + 4), Some(SignatureStatus::Wrong));
    let mut version = good.clone();
    version[9] = 0;
    check(&base64(&version), Some(SignatureStatus::Wrong));
    // A length beyond all bounds.
    let mut length = good;
    length[10] = 0xff;
    check(&base64(&length), Some(SignatureStatus::Wrong));
    let nothing = SignedComment {
        signature: None,
        signed_by: Some("SHA256:x"),
        ..comment("m1", "words", "")
    };
    assert_eq!(one(nothing), None);
    let long = "w".repeat(CONTENT_MAX + 1);
    let signature = sign(&ed25519(1), BY_AUTHOR, "m1", UUID, &long);
    assert_eq!(
        one(comment("m1", &long, &signature)),
        Some(SignatureStatus::Wrong)
    );
}

#[test]
fn every_byte_counts() {
    let good = bytes(&signed(&ed25519(1), BY_AUTHOR, "m1", UUID, "words"));
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        for blob in [&bad, &good[..at]] {
            let verdict = verdicts(&[comment("m1", "words", &base64(blob))], &signers(), 0)[0];
            assert!(
                matches!(
                    verdict,
                    None | Some(SignatureStatus::Wrong | SignatureStatus::UnknownKey)
                ),
                "{at} {verdict:?}"
            );
        }
    }
}

#[test]
fn kinds_that_are_not_checked_prove_nothing() {
    let theirs = signed(&ed25519(1), BY_AUTHOR, "m1", UUID, "words");
    let rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAQQDRXmYyYs1Zc9pRmzd8Wr3wOqJ5QkGJ0YzSPxSyHTnSnjLlZ9bfDlzZVXdT0r4s5rC4nC8Q8lq4nN3vVw5G1r3B";
    let key = PublicKey::from_openssh(rsa).unwrap();
    let blob = SshSig::new(
        key.key_data().clone(),
        BY_AUTHOR,
        HashAlg::Sha512,
        theirs.signature().clone(),
    )
    .unwrap();
    assert_eq!(
        one(comment("m1", "words", &base64(&bytes(&blob)))),
        Some(SignatureStatus::UnknownKey)
    );
}

#[test]
fn whom_a_hub_trusts() {
    let key = ed25519(1).public_key().to_openssh().unwrap();
    let check = |text: &str, expect| {
        let signers = Signers::parse(&text.replace("KEY", &key));
        assert_eq!(
            signers.allows("m1@crosslink", ed25519(1).public_key().key_data()),
            expect,
            "{text}"
        );
    };
    check("m1@crosslink KEY", true);
    check("m1@crosslink KEY agent of m1\r\n", true);
    check("# approved\n\n  m1@crosslink\tKEY", true);
    check("m0@crosslink,m1@crosslink KEY", true);
    check("#m1@crosslink KEY", false);
    check("m10@crosslink KEY", false);
    check("M1@crosslink KEY", false);
    check("* KEY", false);
    check("KEY", false);
    check("m1@crosslink namespaces=\"file\" KEY", false);
    check("m1@crosslink valid-before=\"20200101\" KEY", false);
    check("m1@crosslink cert-authority KEY", false);
    check("m1@crosslink ecdsa-sha2-nistp256 AAAA", false);
    check("m1@crosslink", false);
    check("", false);
}
