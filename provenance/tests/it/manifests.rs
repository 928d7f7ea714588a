//! Manifest stores: their structure is read without verifying anything.

use crate::support::jumbf::*;
use crate::support::*;
use ciborium::Value;
use spectrafide_provenance::credentials::{
    AbsentReason, BrokenReason, Credentials, CredentialsState, NotVerifiedReason,
};
use spectrafide_provenance::finding::{Extent, Tool};
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
            matches!(found.state, CredentialsState::NotVerified { .. }),
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
        assert_eq!(active.synthetic, None);
        assert_eq!(first.synthetic, Some(Extent::Whole));
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
        let state = CredentialsState::NotVerified {
            reason: NotVerifiedReason::Damaged,
        };
        assert_eq!(found[0].state, state, "{length} bytes");
    }
}

#[test]
fn a_store_that_xmp_names_and_the_file_has_not_is_reported() {
    for (address, reason) in [
        ("self#jumbf=/c2pa/urn:c2pa:1", AbsentReason::Removed),
        ("https://example.org/manifest", AbsentReason::OnServer),
    ] {
        let packet = xmp(&format!(r#"dcterms:provenance="{address}""#), "");
        let found = credentials(&jpeg(&[xmp_segment(&packet)]));
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].manifests, []);
        assert_eq!(found[0].state, CredentialsState::Absent { reason });

        let mut parts = segments(&two_manifests(), 60_000);
        parts.push(xmp_segment(&packet));
        assert_eq!(credentials(&jpeg(&parts)).len(), 1, "the store itself");
    }
}

#[test]
fn a_verification_takes_the_place_of_the_structure() {
    let file = png(&[chunk("caBX", &two_manifests())]);
    let trust = |state: CredentialsState, provenance: &mut Provenance| {
        let manifests = Vec::new();
        provenance.set_credentials(Credentials {
            state,
            manifests,
            trust_list_date: None,
        });
        let found: Vec<_> = provenance
            .findings
            .iter()
            .filter(|finding| matches!(finding.what, What::Credentials(_)))
            .collect();
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place.container, "PNG caBX");
        found[0].trust
    };

    let mut provenance = read(&file, None);

    assert_eq!(
        trust(CredentialsState::Trusted, &mut provenance),
        Trust::SignedTrusted
    );
    assert_eq!(
        trust(CredentialsState::UnknownIssuer, &mut provenance),
        Trust::SignedUnknownIssuer
    );
    let broken = CredentialsState::Broken {
        reason: BrokenReason::SignatureUnchecked,
    };
    assert_eq!(trust(broken, &mut provenance), Trust::SignedBroken);
}

#[test]
fn how_a_verification_ended_is_never_lost() {
    let before = read(&png(&[chunk("caBX", &two_manifests())]), None);
    let unverified = |error: &str| CredentialsState::NotVerified {
        reason: NotVerifiedReason::VerifierFailed {
            error: error.to_owned(),
        },
    };
    let concluded = |outcome: Result<Option<Credentials>, &str>| {
        let mut provenance = before.clone();
        provenance.conclude_verification(outcome);
        provenance
    };

    assert_eq!(concluded(Ok(None)), before, "the structure stays");

    let failed = concluded(Err("The verifier could not be loaded."));
    let What::Credentials(credentials) = &failed.findings[0].what else {
        panic!("{failed:?}");
    };
    assert_eq!(
        credentials.state,
        unverified("The verifier could not be loaded.")
    );
    assert_eq!(credentials.manifests.len(), 2, "so does what it shows");
    assert!(failed.needs_verification());

    let found = Credentials {
        state: CredentialsState::Trusted,
        manifests: Vec::new(),
        trust_list_date: Some("2026-10-01".to_owned()),
    };
    let verified = concluded(Ok(Some(found)));
    assert!(!verified.needs_verification());
    assert_eq!(verified.findings.len(), before.findings.len());
    assert_eq!(verified.findings[0].trust, Trust::SignedTrusted);

    let mut nothing = Provenance::default();
    nothing.conclude_verification(Err("no such file"));
    assert_eq!(
        nothing.findings[0].what,
        What::Credentials(Credentials {
            state: unverified("no such file"),
            manifests: Vec::new(),
            trust_list_date: None,
        })
    );
}
