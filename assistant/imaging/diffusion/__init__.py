"""Pictures from latent diffusion and flow models in the diffusers/Optimum layout."""
