//! The file that was opened last, since more may be asked about it.

use spectrafide_models::judge::Subject;
use spectrafide_picture::decode::Picture;
use spectrafide_provenance::Provenance;

use super::decoding;
use super::jxl::JxlDecoder;
use crate::protocol::RequestId;

/// The file, opened; decoded pixels are large, so it is one.
#[derive(Default)]
pub struct Held {
    last: Option<(RequestId, Subject)>,
}

impl Held {
    /// Lets go of the file.
    pub fn forget(&mut self) {
        self.last = None;
    }

    /// Holds the file that was opened.
    pub fn keep(&mut self, id: RequestId, subject: Subject) {
        self.last = Some((id, subject));
    }

    /// The picture called `id`, whose bytes are `file`, and what its file says, opened if another one
    /// was opened last; or a sentence why it cannot be.
    pub async fn open(
        &mut self,
        id: RequestId,
        file: &[u8],
        jxl: &mut JxlDecoder,
    ) -> Result<(&Picture, &Provenance), String> {
        let held = self.last.take().filter(|(held, _)| *held == id);
        let subject = if let Some((_, subject)) = held {
            subject
        } else {
            let picture = decoding::decode(file, jxl, &|| ()).await;
            Subject::with_picture("", file, picture)
        };
        let (_, subject) = self.last.insert((id, subject));
        match &subject.picture {
            Ok(picture) => Ok((picture, &subject.says)),
            Err(error) => Err(error.clone()),
        }
    }
}
