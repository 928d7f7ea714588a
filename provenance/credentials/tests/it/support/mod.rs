//! Files that the tests sign themselves, with an authority of their own.

use std::io::Cursor;
use std::sync::atomic::{AtomicBool, Ordering};

use c2pa::{Builder, Context, Signer, SigningAlg};
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use spectrafide_credentials::{TrustList, verify_with};
use spectrafide_provenance::credentials::Credentials;

pub const KEY: &[u8] = include_bytes!("../../certificates/signer.key");
pub const CERTIFICATE: &[u8] = include_bytes!("../../certificates/signer.pem");
pub const EXPIRED: &[u8] = include_bytes!("../../certificates/expired.pem");
pub const AUTHORITY: &str = include_str!("../../certificates/authority.pem");

pub const WHOLE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia";
pub const CAPTURE: &str = "http://cv.iptc.org/newscodes/digitalsourcetype/digitalCapture";

/// The certificate that is shown before signing, which the library checks, and the one that is
/// written into the file. Both belong to the same key.
pub struct TestSigner {
    written: &'static [u8],
    asked: AtomicBool,
}

impl TestSigner {
    pub fn new(written: &'static [u8]) -> Self {
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

pub fn picture(format: ImageFormat) -> Vec<u8> {
    let pixels = RgbImage::from_fn(64, 48, |x, y| Rgb([x as u8 * 4, y as u8 * 5, 90]));
    let mut bytes = Cursor::new(Vec::new());
    pixels.write_to(&mut bytes, format).expect("a picture");
    bytes.into_inner()
}

/// What a manifest is to hold: `actions`, and earlier files with how they were used.
pub fn definition(mime: &str, actions: &Value, ingredients: &[(&str, &[u8])]) -> Builder {
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
    builder
}

/// A file with a manifest: `actions`, and earlier files with how they were used.
pub fn signed_as(
    signer: &dyn Signer,
    file: &[u8],
    mime: &str,
    actions: &Value,
    ingredients: &[(&str, &[u8])],
) -> Vec<u8> {
    let mut builder = definition(mime, actions, ingredients);
    let mut output = Cursor::new(Vec::new());
    builder
        .sign(signer, mime, &mut Cursor::new(file), &mut output)
        .expect("a signed file");
    output.into_inner()
}

pub fn signed(actions: &Value, ingredients: &[(&str, &[u8])]) -> Vec<u8> {
    let signer = TestSigner::new(CERTIFICATE);
    let file = picture(ImageFormat::Png);
    signed_as(&signer, &file, "image/png", actions, ingredients)
}

pub fn created(source_type: &str) -> Value {
    json!([{ "action": "c2pa.created", "digitalSourceType": source_type,
             "softwareAgent": { "name": "a generator", "version": "2" } }])
}

pub fn opened() -> Value {
    json!([{ "action": "c2pa.opened", "parameters": { "ingredientIds": ["ingredient-0"] } },
           { "action": "c2pa.cropped" }])
}

/// The lists of the program, with the tests' authority in the list of signers.
pub fn trusting() -> TrustList {
    let mut list = TrustList::bundled();
    list.signers.push_str(AUTHORITY);
    list
}

pub fn checked(bytes: &[u8]) -> Credentials {
    verify_with(bytes, "image/png", &trusting()).expect("credentials")
}
