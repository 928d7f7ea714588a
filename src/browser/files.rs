//! Files that a person gives to the page, and those that the page gives back.

use js_sys::{Array, ArrayBuffer};
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, BlobPropertyBag, ClipboardEvent, DataTransfer, DragEvent, Event, File, FileList,
    HtmlAnchorElement, HtmlInputElement, Url,
};

use super::BrowserError;

/// A file that a person chose; reading it happens only when its turn comes.
#[derive(Clone, Debug)]
pub struct PickedFile {
    file: File,
}

impl PickedFile {
    /// The file's name; pasted pictures are called `image.png` by browsers.
    pub fn name(&self) -> String {
        self.file.name()
    }

    /// The file's size.
    pub fn bytes(&self) -> u64 {
        self.file.size() as u64
    }

    /// Reads the file.
    ///
    /// # Errors
    ///
    /// The file was moved or changed since it was chosen.
    pub async fn read(&self) -> Result<ArrayBuffer, BrowserError> {
        Ok(JsFuture::from(self.file.array_buffer())
            .await?
            .unchecked_into())
    }

    /// An address under which the page can show the file, until [`release_url`].
    ///
    /// # Errors
    ///
    /// The browser makes no address for the file.
    pub fn url(&self) -> Result<String, BrowserError> {
        Ok(Url::create_object_url_with_blob(&self.file)?)
    }
}

impl AsRef<Blob> for PickedFile {
    fn as_ref(&self) -> &Blob {
        &self.file
    }
}

impl From<File> for PickedFile {
    fn from(file: File) -> Self {
        Self { file }
    }
}

/// An address of bytes that the page can show, as long as this lives.
#[derive(Debug)]
pub struct ObjectUrl(String);

impl ObjectUrl {
    /// An address of `bytes`, which are of the media type `mime`.
    ///
    /// # Errors
    ///
    /// The browser makes no address.
    pub fn of(bytes: &ArrayBuffer, mime: &str) -> Result<Self, BrowserError> {
        let options = BlobPropertyBag::new();
        options.set_type(mime);
        let parts = Array::of1(bytes);
        let blob = Blob::new_with_buffer_source_sequence_and_options(&parts, &options)?;
        Ok(Self(Url::create_object_url_with_blob(&blob)?))
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.0
    }
}

impl Drop for ObjectUrl {
    fn drop(&mut self) {
        release_url(&self.0);
    }
}

/// Lets the browser forget an address made by [`PickedFile::url`].
pub fn release_url(url: &str) {
    // Revoking an unknown address is not an error, so there is nothing to report.
    drop(Url::revoke_object_url(url));
}

/// The files of an `<input type="file">` whose `event` this is; empties the input, so that the
/// same file can be chosen again.
pub fn chosen(event: &Event) -> Vec<PickedFile> {
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else {
        return Vec::new();
    };
    let files = input.files().map(|list| picked(&list)).unwrap_or_default();
    input.set_value("");
    files
}

/// The files of a drop.
pub fn dropped(event: &DragEvent) -> Vec<PickedFile> {
    event
        .data_transfer()
        .map(|data| files_of(&data))
        .unwrap_or_default()
}

/// The pictures of a paste.
pub fn pasted(event: &ClipboardEvent) -> Vec<PickedFile> {
    event
        .clipboard_data()
        .map(|data| files_of(&data))
        .unwrap_or_default()
}

/// Whether files are being dragged, as opposed to text or a link.
pub fn drags_files(event: &DragEvent) -> bool {
    event
        .data_transfer()
        .is_some_and(|data| data.types().iter().any(|kind| kind == "Files"))
}

fn files_of(data: &DataTransfer) -> Vec<PickedFile> {
    data.files().map(|list| picked(&list)).unwrap_or_default()
}

fn picked(list: &FileList) -> Vec<PickedFile> {
    let files = (0..list.length()).filter_map(|index| list.get(index));
    files.map(PickedFile::from).collect()
}

/// Saves `text` as a file called `name`.
///
/// # Errors
///
/// The browser refuses the download.
pub fn save_text(name: &str, text: &str, media_type: &str) -> Result<(), BrowserError> {
    let options = BlobPropertyBag::new();
    options.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&text.into()), &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window()
        .and_then(|window| window.document())
        .ok_or_else(|| BrowserError("there is no page".to_owned()))?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&url);
    link.set_download(name);
    link.click();
    release_url(&url);
    Ok(())
}

/// Puts `text` on the clipboard.
///
/// # Errors
///
/// The browser or the person forbids the clipboard.
pub async fn copy_text(text: &str) -> Result<(), BrowserError> {
    let clipboard = web_sys::window()
        .map(|window| window.navigator().clipboard())
        .filter(|clipboard| clipboard.is_object())
        .ok_or_else(|| BrowserError("there is no clipboard".to_owned()))?;
    JsFuture::from(clipboard.write_text(text)).await?;
    Ok(())
}
