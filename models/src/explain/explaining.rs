//! One entry for all methods.

use spectrafide_report::{Label, Method};

use super::ablation_cam::ablation_cam;
use super::attention;
use super::grad_cam::{CamBatch, Cams, grad_cam, layer_cam};
use super::lime::Lime;
use super::score_cam::ScoreCam;
use super::seam::Path;
use super::settings::{ExplainError, Explanation, Settings, Told};
use crate::network::{Features, Inputs, Network};

/// A network's verdict on the views of a picture, which is to be explained.
pub struct Explaining<'a, N> {
    /// The network.
    pub network: &'a N,
    /// What errors call it.
    pub name: &'a str,
    /// What it was given.
    pub inputs: &'a Inputs,
    /// What it gave for them, [`Network::features`].
    pub features: &'a Features,
    /// Which verdict is explained. All views are explained toward one, also those that point to the
    /// other: they share a picture and its verdict.
    pub toward: Label,
    /// What the methods that try masked views are told.
    pub settings: Settings,
    /// Is told how much is done, of how much, in units of the method's own.
    pub progress: &'a dyn Fn(usize, usize),
}

impl<N: Network> Explaining<'_, N> {
    /// The maps of all views by `method`; of a network with two paths, those of each.
    ///
    /// # Errors
    ///
    /// A method that asks for what the network has not, and a device that fails.
    pub async fn by(&self, method: Method) -> Result<Explanation, ExplainError> {
        let cams = match method {
            Method::GradCam => grad_cam(self.network, self.features.clone(), self.toward).await?,
            Method::LayerCam => {
                self.needs_maps(method)?;
                layer_cam(self.network, self.features.clone(), self.toward).await?
            }
            Method::AblationCam => {
                self.needs_maps(method)?;
                ablation_cam(self.network, self.features, self.toward, self.progress).await?
            }
            Method::ScoreCam => {
                self.needs_maps(method)?;
                let asked = ScoreCam {
                    network: self.network,
                    inputs: self.inputs,
                    features: self.features,
                    toward: self.toward,
                    channels: self.settings.channels,
                    batch: self.settings.batch,
                    progress: self.progress,
                };
                asked.maps().await?
            }
            Method::Lime => {
                self.needs_maps(method)?;
                let asked = Lime {
                    network: self.network,
                    inputs: self.inputs,
                    features: self.features,
                    toward: self.toward,
                    settings: self.settings.lime,
                    batch: self.settings.batch,
                    progress: self.progress,
                };
                asked.maps().await?
            }
            Method::AttentionRollout => {
                let map = attention::rollout(self.network, self.inputs.clone()).await?;
                self.over_picture(method, map)?
            }
            Method::AttentionGradient => {
                let (toward, progress) = (self.toward, self.progress);
                let map = attention::gradient(self.network, self.inputs, toward, progress).await?;
                self.over_picture(method, map)?
            }
        };
        Ok(Explanation {
            method,
            told: Told::of(method, &self.settings),
            cams,
        })
    }

    fn needs_maps(&self, method: Method) -> Result<(), ExplainError> {
        if Path::of(self.features).next().is_some() {
            return Ok(());
        }
        Err(self.lacks(method, "feature maps, over the picture or its spectrum"))
    }

    fn over_picture(&self, method: Method, map: Option<CamBatch>) -> Result<Cams, ExplainError> {
        let image = map.ok_or_else(|| self.lacks(method, "attention of its own"))?;
        Ok(Cams {
            image: Some(image),
            ..Cams::default()
        })
    }

    fn lacks(&self, method: Method, lacks: &'static str) -> ExplainError {
        ExplainError::NotAllowed {
            method,
            network: self.name.to_owned(),
            lacks,
        }
    }
}
