//! Manifest stores: their structure is read without verifying anything.

use crate::support::jumbf::*;
use crate::support::*;
use ciborium::Value;
use spectrafide_provenance::credentials::{
    AbsentReason, Answer, Answers, Credentials, IdentityKind, Issuer, Manifest, NotVerifiedReason,
    Unanswered, VerifiedBy,
};
use spectrafide_provenance::finding::{Claimed, Extent, Tool};
use spectrafide_provenance::{Provenance, Trust, What, read};

fn credentials(bytes: &[u8]) -> Vec<Credentials> {
    let found = findings(bytes).into_iter();
    found
        .filter_map(|finding| match finding.what {
            What::Credentials(credentials) => Some(credentials),
            _ => None,
        })
        .collect()
}

/// A store whose active manifest names the first one as what the picture was made from.
fn two_manifests() -> Vec<u8> {
    let created = action("c2pa.created", "GPT-4o", "trainedAlgorithmicMedia");
    let link = map(&[("url", "self#jumbf=/c2pa/urn:c2pa:first".into())]);
    let ingredient = map(&[
        ("dc:title", "before.png".into()),
        ("relationship", "parentOf".into()),
        ("activeManifest", link),
    ]);
    store(&[
        manifest("urn:c2pa:first", "ChatGPT", &[created]),
        manifest(
            "urn:c2pa:second",
            "Converter",
            &[assertion("c2pa.ingredient.v3", &ingredient)],
        ),
    ])
}

#[test]
fn a_store_is_read_from_every_container() {
    let store = two_manifests();
    let uuid = b"\xd8\xfe\xc3\xd6\x1b\x0e\x48\x3c\x92\x97\x58\x28\x87\x7e\xc4\x81";
    let boxed = bmff_box(b"uuid", &[uuid, &[0; 4], b"manifest\0", &[0; 8], &store]);
    let extension = [b"\x21\xff\x0bC2PA_GIF\x01\0\0", &sub_blocks(&store)[..]].concat();
    let field = exif::raw_entry(0xcd41, 7, store.len() as u32, 26);
    let tiff = [b"II\x2a\0\x08\0\0\0\x01\0", &field[..], &[0; 4], &store].concat();
    for (what, file) in [
        ("JPEG", jpeg(&segments(&store, 60_000))),
        ("JPEG in parts", jpeg(&segments(&store, 100))),
        ("PNG", png(&[chunk("caBX", &store)])),
        ("WebP", webp(&[(b"C2PA", &store)])),
        ("AVIF", avif(&exif::texts(&[]), &xmp("", ""), &boxed)),
        ("GIF", gif(&[extension])),
        ("TIFF", tiff),
    ] {
        let found = credentials(&file);
        assert_eq!(found.len(), 1, "{what}");
        let found = &found[0];
        assert!(
            matches!(found.unanswered, Some(Unanswered::NotVerified { .. })),
            "{what}"
        );
        let labels: Vec<_> = found
            .manifests
            .iter()
            .map(|one| one.label.as_str())
            .collect();
        assert_eq!(
            labels,
            ["urn:c2pa:second", "urn:c2pa:first"],
            "{what}: the active one first"
        );
        let [active, first] = &found.manifests[..] else {
            panic!("{what}: two manifests");
        };
        assert!(active.active && !first.active);
        assert_eq!(active.title.as_deref(), Some("A picture"));
        assert_eq!(active.claim_generator.as_deref(), Some("Converter 1.2"));
        assert_eq!(active.ingredients[0].title.as_deref(), Some("before.png"));
        assert_eq!(
            active.ingredients[0].manifest.as_deref(),
            Some("urn:c2pa:first")
        );
        assert_eq!(found.answers, Answers::unknown(), "{what}");
        assert_eq!(active.own, None, "it says nothing itself");
        assert_eq!(active.synthetic, Some(Extent::Whole), "its parent does");
        assert_eq!(first.own, Some(Extent::Whole));
        let action = &first.actions[0];
        assert_eq!(action.action, "c2pa.created");
        assert_eq!(action.software.as_deref(), Some("GPT-4o"));
        assert_eq!(
            action.digital_source_type.as_deref(),
            Some("trainedAlgorithmicMedia")
        );
    }
}

#[test]
fn a_generator_is_known_by_the_action_of_what_the_whole_picture_was_made_from() {
    let found = generation(&png(&[chunk("caBX", &two_manifests())]));
    assert_eq!(
        (found.tool, found.model.as_deref()),
        (Tool::OpenAi, Some("GPT-4o"))
    );

    let created = |generator: &str, source: &str| {
        let action = action("c2pa.created", "An editor", source);
        let store = store(&[manifest("urn:c2pa:1", generator, &[action])]);
        generations(&png(&[chunk("caBX", &store)]))
    };
    let google = created(
        "Google C2PA Core Generator Library",
        "trainedAlgorithmicMedia",
    );
    assert_eq!(google.len(), 1);
    assert_eq!(google[0].tool, Tool::Google);
    assert_eq!(
        created("ChatGPT", "digitalCapture"),
        [],
        "the name alone is no mark"
    );
    assert_eq!(created("Somebody", "trainedAlgorithmicMedia"), []);
}

#[test]
fn a_models_work_in_a_later_action_is_a_part() {
    let actions = [
        ("c2pa.created", "digitalCapture"),
        ("c2pa.edited", "trainedAlgorithmicMedia"),
    ];
    let actions = actions.map(|(name, source)| {
        map(&[
            ("action", name.into()),
            ("digitalSourceType", source.into()),
        ])
    });
    let list = map(&[("actions", Value::Array(actions.to_vec()))]);
    let store = store(&[manifest(
        "urn:c2pa:1",
        "Editor",
        &[assertion("c2pa.actions", &list)],
    )]);

    let found = credentials(&png(&[chunk("caBX", &store)]));

    assert_eq!(found[0].manifests[0].synthetic, Some(Extent::Part));
}

#[test]
fn a_store_that_is_cut_anywhere_still_says_that_it_exists() {
    let store = two_manifests();
    for length in 0..store.len() {
        let found = credentials(&png(&[chunk("caBX", &store[..length])]));
        assert_eq!(found.len(), 1);
        let damaged = Unanswered::NotVerified {
            reason: NotVerifiedReason::Damaged,
        };
        assert_eq!(found[0].unanswered, Some(damaged), "{length} bytes");
    }
}

#[test]
fn a_store_that_xmp_names_and_the_file_has_not_is_reported() {
    for (address, reason) in [
        ("self#jumbf=/c2pa/urn:c2pa:1", AbsentReason::Removed),
        (
            "https://example.org/manifest",
            AbsentReason::OnServer {
                host: "example.org".to_owned(),
            },
        ),
    ] {
        let packet = xmp(&format!(r#"dcterms:provenance="{address}""#), "");
        let found = credentials(&jpeg(&[xmp_segment(&packet)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].manifests, []);
        assert_eq!(found[0], Credentials::absent(reason));

        let mut parts = segments(&two_manifests(), 60_000);
        parts.push(xmp_segment(&packet));
        assert_eq!(credentials(&jpeg(&parts)).len(), 1, "the store itself");
    }
}

fn intact(manifests: Vec<Manifest>) -> Credentials {
    Credentials {
        answers: Answers {
            hash: Answer::Good,
            signature: Answer::Good,
            issuer: Issuer::Unlisted,
            time: Answer::Unknown,
            because: Vec::new(),
        },
        manifests,
        verified_by: Some(VerifiedBy {
            specification: "2.2".to_owned(),
            library: "c2pa 0.90.22".to_owned(),
            trust_list_date: "2026-10-01".to_owned(),
            interim_list_date: None,
        }),
        ..Credentials::default()
    }
}

#[test]
fn a_verification_takes_the_place_of_the_structure() {
    let mut provenance = read(&png(&[chunk("caBX", &two_manifests())]), None);
    provenance.set_credentials(intact(Vec::new()));
    let found: Vec<_> = provenance
        .findings
        .iter()
        .filter(|finding| matches!(finding.what, What::Credentials(_)))
        .collect();
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].place.container, "PNG caBX");
    assert_eq!(found[0].trust, Trust::Credentials);
    let credentials = provenance.credentials().expect("credentials");
    assert!(credentials.answers.are_intact());
    assert_eq!(credentials.unanswered, None);
}

#[test]
fn a_manifest_that_the_verification_could_not_read_is_kept_from_the_structure() {
    let mut provenance = read(&png(&[chunk("caBX", &two_manifests())]), None);
    let read_one = Manifest {
        label: "urn:c2pa:second".to_owned(),
        active: true,
        ingredients: vec![spectrafide_provenance::credentials::Ingredient {
            relationship: "parentOf".to_owned(),
            manifest: Some("urn:c2pa:first".to_owned()),
            ..Default::default()
        }],
        ..Manifest::default()
    };
    provenance.set_credentials(intact(vec![read_one]));
    let credentials = provenance.credentials().expect("credentials");
    assert_eq!(credentials.manifests.len(), 2);
    assert_eq!(credentials.synthetic(), Some(Extent::Whole));
    let active = credentials.manifests.iter().filter(|one| one.active);
    assert_eq!(active.count(), 1);
}

#[test]
fn how_a_verification_ended_is_never_lost() {
    let before = read(&png(&[chunk("caBX", &two_manifests())]), None);
    let unverified = |error: &str| {
        let error = error.to_owned();
        let reason = NotVerifiedReason::VerifierFailed { error };
        Some(Unanswered::NotVerified { reason })
    };
    let concluded = |outcome: Result<Option<Credentials>, &str>| {
        let mut provenance = before.clone();
        provenance.conclude_verification(outcome);
        provenance
    };

    assert_eq!(concluded(Ok(None)), before, "the structure stays");

    let failed = concluded(Err("The verifier could not be loaded."));
    let credentials = failed.credentials().expect("credentials");
    assert_eq!(
        credentials.unanswered,
        unverified("The verifier could not be loaded.")
    );
    assert_eq!(credentials.manifests.len(), 2, "so does what it shows");
    assert!(failed.needs_verification());

    let verified = concluded(Ok(Some(intact(Vec::new()))));
    assert!(!verified.needs_verification());
    assert_eq!(verified.findings.len(), before.findings.len());

    let mut nothing = Provenance::default();
    nothing.conclude_verification(Err("no such file"));
    let credentials = nothing.credentials().expect("credentials");
    assert_eq!(credentials.unanswered, unverified("no such file"));
    assert_eq!(credentials.manifests, []);
}

#[test]
fn the_summary_has_the_four_answers_and_who_claims_what() {
    let mut provenance = read(&png(&[chunk("caBX", &two_manifests())]), None);
    let before = provenance.summary();
    assert_eq!(before.credentials.hash, Answer::Unknown);
    assert_eq!(before.claims.model, Claimed::Whole, "of the parent");

    let mut signed = intact(Vec::new());
    signed.manifests.push(Manifest {
        label: "urn:c2pa:second".to_owned(),
        active: true,
        issuer: Some("OpenAI".to_owned()),
        own: Some(Extent::Whole),
        ..Manifest::default()
    });
    provenance.set_credentials(signed);
    let summary = serde_json::to_value(provenance.summary()).expect("plain data");
    let expected = serde_json::json!({
        "credentials": {
            "hash": "good", "signature": "good", "issuer": "unlisted", "time": "unknown",
        },
        "claims": { "model": "whole", "by": [
            { "source": "credentials", "name": "OpenAI", "model": "whole" },
            { "source": "generator_record", "name": "OpenAI", "model": "whole" },
        ] },
    });
    assert_eq!(summary, expected);
}

#[test]
fn identities_are_told_from_the_structure() {
    let credential = serde_json::json!({
        "issuer": "did:web:example.org",
        "verifiedIdentities": [{ "type": "cawg.social_media", "username": "somebody",
            "uri": "https://example.org/somebody", "provider": { "name": "example" } }],
    });
    let parts = vec![
        Value::Bytes(Vec::new()),
        Value::Map(Vec::new()),
        Value::Bytes(credential.to_string().into_bytes()),
        Value::Bytes(vec![0; 64]),
    ];
    let mut signature = Vec::new();
    let signed = Value::Tag(18, Box::new(Value::Array(parts)));
    ciborium::into_writer(&signed, &mut signature).expect("written");
    let kind = |kind: &str| map(&[("sig_type", kind.into())]);
    let account = map(&[
        ("signer_payload", kind("cawg.identity_claims_aggregation")),
        ("signature", Value::Bytes(signature)),
    ]);
    let organisation = map(&[
        ("signer_payload", kind("cawg.x509.cose")),
        ("signature", Value::Bytes(vec![1, 2, 3])),
    ]);
    let store = store(&[manifest(
        "urn:c2pa:1",
        "Editor",
        &[
            assertion("cawg.identity", &account),
            assertion("cawg.identity__1", &organisation),
        ],
    )]);

    let found = credentials(&png(&[chunk("caBX", &store)]));

    let [account, organisation] = &found[0].manifests[0].identities[..] else {
        panic!("{found:?}");
    };
    assert_eq!(account.kind, IdentityKind::Account);
    assert_eq!(account.name.as_deref(), Some("somebody"));
    assert_eq!(account.provider.as_deref(), Some("example"));
    assert_eq!(account.verified, Answer::Unknown);
    assert_eq!(organisation.kind, IdentityKind::Organisation);
    assert_eq!(organisation.name, None);
}
