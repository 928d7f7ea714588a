//! Published backbones and the networks of the papers that the project follows, for training and
//! comparison. A detector has one of the shipped networks of `spectrafide-models` instead, so none
//! of this reaches a page.
//!
//! [`arch`] has the networks and their [`registry`](arch::registry), [`published`] reads the
//! checkpoints that others publish, [`auto_encoder`] and [`resynthesis`] make pictures anew.
//!
//! ```
//! use burn::tensor::Device;
//! use spectrafide_models::network::{Inputs, Network};
//! use spectrafide_networks::arch::registry;
//!
//! let entry = registry().iter().find(|entry| entry.name == "cifake_vgg").expect("registered");
//! let config = (entry.default_config)();
//! let (side, device) = (entry.side as usize, Device::flex());
//! let network = config.init(side, &device);
//! let views = config.needs().made_up_views(side, 2, |length| vec![0.5; length]);
//! let logits = network.forward(Inputs::of(views, side, &device));
//! assert_eq!(logits.dims(), [2, 1]);
//! ```

pub mod arch;
pub mod auto_encoder;
pub mod layers;
pub mod published;
pub mod resynthesis;
