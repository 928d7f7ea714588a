//! Files that the tests sign themselves, with an authority of their own.

use std::io::Cursor;
use std::sync::atomic::{AtomicBool, Ordering};

use c2pa::{Builder, Context, Signer, SigningAlg};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use spectrafide_credentials::{TrustList, VerifyError, verify, verify_with};
use spectrafide_provenance::credentials::{BrokenReason, Credentials, CredentialsState, Outcome};
use spectrafide_provenance::finding::Extent;

const KEY: &[u8] = include_bytes!("../certificates/signer.key");
const CERTIFICATE: &[u8] = include_bytes!("../certificates/signer.pem");
const EXPIRED: &[u8] = include_bytes!("../certificates/expired.pem");
const AUTHORITY: &str = include_str!("../certificates/authority.pem");

const WHOLE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
const CAPTURE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";

/// The certificate that is shown before signing, which the library checks, and the one that is
/// written into the file. Both belong to the same key.
struct TestSigner {
    written: &'static [u8],
    asked: AtomicBool,
}

impl TestSigner {
    fn new(written: &'static [u8]) -> Self {
        Self {
            written,
            asked: AtomicBool::new(false),
        }
    }

    fn with(certificate: &[u8]) -> Box<dyn Signer> {
        c2pa::create_signer::from_keys(certificate, KEY, SigningAlg::Es256, None).expect("a signer")
    }
}

impl Signer for TestSigner {
    fn sign(&self, data: &[u8]) -> c2pa::Result<Vec<u8>> {
        Self::with(CERTIFICATE).sign(data)
    }

    fn alg(&self) -> SigningAlg {
        SigningAlg::Es256
    }

    fn certs(&self) -> c2pa::Result<Vec<Vec<u8>>> {
        let first = !self.asked.swap(true, Ordering::Relaxed);
        Self::with(if first { CERTIFICATE } else { self.written }).certs()
    }

    fn reserve_size(&self) -> usize {
        10_000
    }
}

fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8 * 4, y as u8 * 5, 90]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// A file with a manifest: `actions`, and earlier files with how they were used.
fn signed_as(
    signer: &dyn Signer,
    file: &[u8],
    mime: &str,
    actions: &Value,
    ingredients: &[(&str, &[u8])],
) -> Vec<u8> {
    let definition = json!({
        "title": "a picture",
        "format": mime,
        "claim_generator_info": [{ "name": "spectrafide tests", "version": "1" }],
        "assertions": [{ "label": "c2pa.actions", "data": { "actions": actions } }],
    });
    let mut builder = Builder::from_context(Context::new())
        .with_definition(definition.to_string().as_str())
        .expect("a definition");
    for (index, (relationship, bytes)) in ingredients.iter().enumerate() {
        let description = json!({
            "title": format!("picture {index}"),
            "relationship": relationship,
            "label": format!("ingredient-{index}"),
        });
        builder
            .add_ingredient_from_stream(description.to_string(), mime, &mut Cursor::new(*bytes))
            .expect("an ingredient");
    }
    let mut output = Cursor::new(Vec::new());
    builder
        .sign(signer, mime, &mut Cursor::new(file), &mut output)
        .expect("a signed file");
    output.into_inner()
}

fn signed(actions: &Value, ingredients: &[(&str, &[u8])]) -> Vec<u8> {
    let signer = TestSigner::new(CERTIFICATE);
    let file = picture(ImageFormat::Png);
    signed_as(&signer, &file, "image/png", actions, ingredients)
}

fn created(source_type: &str) -> Value {
    json!([{ "action": "c2pa.created", "digitalSourceType": source_type,
             "softwareAgent": { "name": "a generator", "version": "2" } }])
}

fn opened() -> Value {
    json!([{ "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
           { "action": "c2pa.cropped" }])
}

/// The lists of the program, with the tests' authority in the list of signers.
fn trusting() -> TrustList {
    let mut list = TrustList::bundled();
    list.signers.push_str(AUTHORITY);
    list
}

fn checked(bytes: &[u8]) -> Credentials {
    verify_with(bytes, "image/png", &trusting()).expect("credentials")
}

/// The code of the check for which the credentials are broken.
fn failed_check(found: &Credentials) -> &str {
    match &found.state {
        CredentialsState::Broken {
            reason: BrokenReason::CheckFailed { status, .. },
        } => status,
        _ => panic!("{found:#?}"),
    }
}

#[test]
fn a_signer_on_the_list_is_trusted_in_every_format() {
    for (format, mime) in [
        (ImageFormat::Png, "image/png"),
        (ImageFormat::Jpeg, "image/jpeg"),
        (ImageFormat::WebP, "image/webp"),
        (ImageFormat::Gif, "image/gif"),
        (ImageFormat::Tiff, "image/tiff"),
    ] {
        let signer = TestSigner::new(CERTIFICATE);
        let file = signed_as(&signer, &picture(format), mime, &created(CAPTURE), &[]);
        let found = verify_with(&file, mime, &trusting()).unwrap();
        assert_eq!(found.state, CredentialsState::Trusted, "{mime}: {found:#?}");
        assert_eq!(found.trust_list_date, Some(trusting().date));
        let manifest = &found.manifests[0];
        assert_eq!(manifest.issuer.as_deref(), Some("spectrafide tests"));
        assert_eq!(manifest.signer.as_deref(), Some("Test signer"));
        assert_eq!(manifest.title.as_deref(), Some("a picture"));
        assert_eq!(manifest.synthetic, Some(Extent::None));
        assert_eq!(manifest.signed_at, None, "nobody stamped the time");
        let failed = manifest
            .statuses
            .iter()
            .find(|s| s.outcome == Outcome::Failure);
        assert_eq!(failed, None);
        assert_eq!(
            manifest.actions[0].software.as_deref(),
            Some("a generator 2")
        );
    }
}

#[test]
fn a_signer_that_nobody_knows_is_not_trusted() {
    let found = verify(&signed(&created(CAPTURE), &[]), "image/png").unwrap();
    assert_eq!(found.state, CredentialsState::UnknownIssuer);
    assert_eq!(
        found.manifests[0].statuses[0].code,
        "signingCredential.untrusted"
    );
}

#[test]
fn an_authority_for_time_does_not_vouch_for_signers() {
    let mut list = TrustList::bundled();
    list.time_stamps.push_str(AUTHORITY);
    let file = signed(&created(CAPTURE), &[]);
    let found = verify_with(&file, "image/png", &list).unwrap();
    assert_eq!(found.state, CredentialsState::UnknownIssuer);
    let first = &found.manifests[0].statuses[0];
    assert_eq!(first.code, "signingCredential.untrusted");
    assert_eq!(first.outcome, Outcome::Failure);
}

#[test]
fn changed_content_is_broken_whoever_signed_it() {
    let mut file = signed(&created(CAPTURE), &[]);
    // The last data byte of a PNG lies before its checksum and the 12 bytes of IEND.
    let last = file.len() - 12 - 4 - 1;
    file[last] ^= 1;
    let found = checked(&file);
    assert_eq!(failed_check(&found), "assertion.dataHash.mismatch");
    assert_eq!(
        found.state.reason().as_deref(),
        Some("The content was changed since it was signed.")
    );
}

#[test]
fn a_changed_statement_is_broken_whoever_signed_it() {
    let mut file = signed(&created(WHOLE), &[]);
    let place = file
        .windows(WHOLE.len())
        .position(|window| window == WHOLE.as_bytes())
        .expect("the statement stands in the file as text");
    // From trainedAlgorithmicMedia to something without a meaning, of the same length.
    file[place + WHOLE.len() - 1] = b'x';
    let found = checked(&file);
    assert_eq!(failed_check(&found), "assertion.hashedURI.mismatch");
}

#[test]
fn an_expired_certificate_without_a_time_stamp_is_broken() {
    let signer = TestSigner::new(EXPIRED);
    let file = picture(ImageFormat::Png);
    let file = signed_as(&signer, &file, "image/png", &created(CAPTURE), &[]);
    let found = checked(&file);
    assert_eq!(failed_check(&found), "signingCredential.expired");
}

#[test]
fn a_picture_that_a_model_made_says_so_and_keeps_saying_so() {
    let generated = signed(&created(WHOLE), &[]);
    let found = checked(&generated);
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Whole));
    assert_eq!(
        found.manifests[0].actions[0].digital_source_type.as_deref(),
        Some("trainedAlgorithmicMedia")
    );

    let cropped = signed(&opened(), &[("parentOf", &generated)]);
    let found = checked(&cropped);
    assert_eq!(found.state, CredentialsState::Trusted, "{found:#?}");
    assert_eq!(found.manifests.len(), 2);
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Whole));
}

#[test]
fn a_photograph_with_a_generated_part_says_so() {
    let photograph = signed(&created(CAPTURE), &[]);
    let generated = signed(&created(WHOLE), &[]);
    let actions = json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
        { "action": "c2pa.placed", "parameters": { "ingredientIds": ["ingredient-1"] } },
    ]);
    let both = [
        ("parentOf", photograph.as_slice()),
        ("componentOf", generated.as_slice()),
    ];
    let found = checked(&signed(&actions, &both));
    assert_eq!(found.state, CredentialsState::Trusted, "{found:#?}");
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Part));

    let filled = json!([
        { "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
        { "action": "c2pa.edited", "digitalSourceType": WHOLE },
    ]);
    let found = checked(&signed(&filled, &[("parentOf", &photograph)]));
    assert_eq!(found.manifests[0].synthetic, Some(Extent::Part));
}

#[test]
fn a_plain_file_and_a_foreign_one_have_nothing_to_verify() {
    let plain = verify(&picture(ImageFormat::Png), "image/png");
    assert_eq!(plain, Err(VerifyError::NoManifest));
    let text = verify(b"not a picture", "text/plain");
    assert!(matches!(text, Err(VerifyError::Format { .. })), "{text:?}");
}
